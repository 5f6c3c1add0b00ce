package dev.playhead.devtools.server;

import dev.playhead.EventHistory;
import java.util.Map;
import java.util.function.Supplier;

/**
 * What a server serves beside the files of the page.
 *
 * @param endpoints the endpoints by their paths, such as {@code /api/v1/history}
 * @param actions the endpoints that change something, by their paths; they need {@code POST} and an {@code Origin}
 * @param history the history whose growth the live stream reports
 * @param application returns a JSON value, which the live stream reports, with its changes; or "" for none
 */
public record Served(
        Map<String, Endpoint> endpoints,
        Map<String, Endpoint> actions,
        EventHistory history,
        Supplier<String> application) {
    /**
     * Copies the maps.
     *
     * @param endpoints the endpoints by their paths
     * @param actions the endpoints that change something, by their paths
     * @param history the history whose growth the live stream reports
     * @param application returns a JSON value for the live stream, or ""
     */
    public Served {
        endpoints = Map.copyOf(endpoints);
        actions = Map.copyOf(actions);
    }
}
