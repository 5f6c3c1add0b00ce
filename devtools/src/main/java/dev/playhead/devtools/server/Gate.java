package dev.playhead.devtools.server;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The conditions that a request meets before it is looked at. Another site that a browser of this computer shows may
 * send requests here, and may give its own name the address of this server. The header {@code Host} then has that name,
 * {@code Origin} has the other site, and the token is missing.
 */
final class Gate {
    private static final String SCHEME = "http://";
    private static final String BEARER = "Bearer ";

    /** The longest address; decoded parameters are kept while a question is answered. */
    private static final int MAX_URI = 16_384;

    private final Set<String> authorities;
    private final byte[] token;
    private final Set<String> actions;

    /**
     * Creates a gate.
     *
     * @param authorities the names under which pages address this server, such as {@code localhost:7007}
     * @param token the secret of those who may read the history
     * @param actions the paths that accept {@code POST}, and nothing else
     */
    Gate(Set<String> authorities, String token, Set<String> actions) {
        this.authorities = Set.copyOf(authorities);
        this.actions = Set.copyOf(actions);
        this.token = (BEARER + token).getBytes(StandardCharsets.UTF_8);
    }

    /** {@return why the request is refused, whatever its path is, or null} */
    @Nullable
    Refusal refusal(HttpExchange exchange) {
        Headers headers = exchange.getRequestHeaders();
        String host = only(headers, "Host");
        if (host == null || !isKnown(host)) {
            return new Refusal(
                    403, "The header Host must name this server once. Open the address that the server returned.");
        }
        if (headers.containsKey("Origin")) {
            String origin = only(headers, "Origin");
            if (origin == null || !origin.startsWith(SCHEME) || !isKnown(origin.substring(SCHEME.length()))) {
                return new Refusal(403, "Only pages of this server may ask it.");
            }
        }
        String method = exchange.getRequestMethod();
        URI uri = exchange.getRequestURI();
        if (isAction(exchange)) {
            if (!method.equals("POST")) {
                return new Refusal(405, "This path moves the application. Only POST is allowed.");
            }
            // Browsers send this header with each POST, so that a request without it comes from no page.
            if (!headers.containsKey("Origin")) {
                return new Refusal(403, "The header Origin is missing. Only pages of this server may ask it.");
            }
        } else if (!method.equals("GET") && !method.equals("HEAD")) {
            return new Refusal(405, "Nothing can be changed here. Only GET and HEAD are allowed.");
        }
        if (uri.toString().length() > MAX_URI) {
            return new Refusal(414, "The address exceeds max=" + MAX_URI + " characters. Shorten the filter.");
        }
        if (uri.isAbsolute() || uri.getRawAuthority() != null) {
            return new Refusal(400, "A request must begin with the path.");
        }
        if (hasBody(headers)) {
            return new Refusal(400, "A request must not have a body.");
        }
        return null;
    }

    /** {@return whether the path accepts {@code POST} only} */
    boolean isAction(HttpExchange exchange) {
        return actions.contains(exchange.getRequestURI().getRawPath());
    }

    /** {@return why a request for data is refused, or null} */
    @Nullable
    Refusal tokenRefusal(HttpExchange exchange) {
        String sent = only(exchange.getRequestHeaders(), "Authorization");
        // The time of this comparison does not depend on how much of the token is right.
        if (sent == null || !MessageDigest.isEqual(sent.getBytes(StandardCharsets.UTF_8), token)) {
            return new Refusal(401, "The token is missing or wrong. Open the address that the server returned.");
        }
        return null;
    }

    /** {@return whether something follows the head of the request} */
    static boolean hasBody(Headers headers) {
        String length = headers.getFirst("Content-Length");
        return headers.containsKey("Transfer-Encoding") || (length != null && !length.equals("0"));
    }

    private boolean isKnown(String authority) {
        return authorities.contains(authority.toLowerCase(Locale.ROOT));
    }

    private static @Nullable String only(Headers headers, String name) {
        List<String> values = headers.get(name);
        return values == null || values.size() != 1 ? null : values.get(0);
    }
}
