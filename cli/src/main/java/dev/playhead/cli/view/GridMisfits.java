package dev.playhead.cli.view;

import dev.playhead.cli.Session;
import dev.playhead.cli.output.Text;
import dev.playhead.event.GridEvent;
import dev.playhead.event.RecordedEvent;
import dev.playhead.grid.GridState;
import dev.playhead.timetravel.Projection;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A collector of the events in a stream that have the type of a grid event, but not the payload that this type
 * requires.
 */
public final class GridMisfits {
    /** The maximum number of events that are listed individually. */
    private static final int MAX_NAMED = 1_000;

    private static final int MAX_IDS = 5;

    private final Projection<GridState> projection = GridState.projection();
    private final List<Misfit> named = new ArrayList<>();
    private final Map<String, Boolean> concerned = new ConcurrentHashMap<>();
    private GridState state = projection.initial();

    /**
     * An event whose payload does not fit its type.
     *
     * @param id the id of the event
     * @param type the type of the event
     * @param reason the reason why the payload does not fit
     */
    private record Misfit(String id, String type, String reason) {
        Map<String, @Nullable Object> data() {
            Map<String, @Nullable Object> data = new LinkedHashMap<>();
            data.put("id", id);
            data.put("type", type);
            data.put("reason", reason);
            return data;
        }
    }

    /** {@return whether events of the given type can change a grid} */
    public boolean concerns(String type) {
        return concerned.computeIfAbsent(
                type,
                any -> projection
                        .relevant()
                        .test(RecordedEvent.of(0, GridEvent.of(any, null, Instant.EPOCH, GridEvent.CORE, Map.of()))));
    }

    /** Examines the next event of the stream. */
    public void add(RecordedEvent event) {
        if (!concerns(event.type())) {
            return;
        }
        GridState next = projection.apply(state, event);
        if (next.ignoredEvents() > state.ignoredEvents() && named.size() < MAX_NAMED) {
            named.add(new Misfit(event.id(), event.type(), state.misfit(event).orElse("")));
        }
        state = next;
    }

    /** {@return the number of events whose payload does not fit their type} */
    public long count() {
        return state.ignoredEvents();
    }

    /**
     * Prints, for each type, the number of events whose payload does not fit the type, some of their ids, and a reason.
     */
    public void printByType(Session session) {
        if (count() == 0) {
            return;
        }
        session.out().line();
        session.out()
                .line(session.style()
                        .bold("  " + Text.count(count(), "event")
                                + " that did not fit their grid types and changed nothing"));
        state.misfits()
                .forEach((type, misfits) -> session.out()
                        .line("  " + Text.safe(type) + "  " + Text.count(misfits.count()) + "  ids "
                                + String.join(", ", ids(type))
                                + (misfits.count() > MAX_IDS ? ", " + session.ellipsis() : "")
                                + session.style().dim("  " + Text.safe(misfits.reason()))));
    }

    private List<String> ids(String type) {
        return named.stream()
                .filter(misfit -> misfit.type.equals(type))
                .map(Misfit::id)
                .limit(MAX_IDS)
                .toList();
    }

    /** Prints the number of events whose payload does not fit their type, and at most {@code most} of these events. */
    public void printEach(Session session, int most) {
        session.out()
                .line("  "
                        + (count() == 0
                                ? "all grid events fit their types"
                                : Text.count(count(), "event") + " did not fit their grid types and changed nothing"));
        named.stream()
                .limit(most)
                .forEach(misfit -> session.out()
                        .line("  event " + misfit.id + "  " + Text.safe(misfit.type) + "  "
                                + session.style().dim(Text.safe(misfit.reason))));
        if (count() > most) {
            session.out().line("  and " + Text.count(count() - most) + " more; --json lists at most " + MAX_NAMED);
        }
    }

    /**
     * {@return for each type, the number of events whose payload does not fit the type, some of their ids, and a
     * reason}
     */
    public Map<String, @Nullable Object> dataByType() {
        Map<String, @Nullable Object> data = new TreeMap<>();
        state.misfits().forEach((type, misfits) -> {
            Map<String, @Nullable Object> one = new LinkedHashMap<>();
            one.put("count", misfits.count());
            one.put("ids", ids(type));
            one.put("reason", misfits.reason());
            data.put(type, one);
        });
        return data;
    }

    /** {@return the first events whose payload does not fit their type, as plain data} */
    public List<Map<String, @Nullable Object>> data() {
        return named.stream().map(Misfit::data).toList();
    }
}
