package dev.playhead.devtools.server;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.OutputStream;

/**
 * The answer to one request. All answers are sent by this class, and so have the same headers.
 *
 * <p><b>Threading.</b> Used only on the thread of the turn.
 */
final class Reply {
    static final String JSON = "application/json";

    /**
     * The page loads nothing from elsewhere and runs no script that stands in it, so that the text of a payload, shown
     * in the wrong way, would still not run.
     */
    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';"
            + " img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private final HttpExchange exchange;
    private final Turn turn;
    private boolean hasBegun;

    Reply(HttpExchange exchange, Turn turn) {
        this.exchange = exchange;
        this.turn = turn;
        Headers headers = exchange.getResponseHeaders();
        headers.set("Content-Security-Policy", POLICY);
        headers.set("X-Content-Type-Options", "nosniff");
        headers.set("Cache-Control", "no-store");
        headers.set("Referrer-Policy", "no-referrer");
        headers.set("Cross-Origin-Resource-Policy", "same-origin");
    }

    boolean isHead() {
        return exchange.getRequestMethod().equals("HEAD");
    }

    /** {@return whether a part of the answer was sent, and so its status is fixed} */
    boolean hasBegun() {
        return hasBegun;
    }

    void bytes(String type, byte[] content) throws IOException {
        send(200, type, content.length, out -> out.write(content));
    }

    void json(AnswerBuffer content) throws IOException {
        send(200, JSON, content.size(), out -> content.sendTo(out, turn::chunk));
    }

    void refuse(Refusal refusal) throws IOException {
        refuse(refusal, "GET, HEAD");
    }

    /** Refuses the request; {@code allowed} are the methods that its path accepts. */
    void refuse(Refusal refusal, String allowed) throws IOException {
        Headers headers = exchange.getResponseHeaders();
        switch (refusal.status()) {
            case 401 -> headers.set("WWW-Authenticate", "Bearer");
            case 405 -> headers.set("Allow", allowed);
            case 503 -> headers.set("Retry-After", "1");
            default -> {}
        }
        if (Gate.hasBody(exchange.getRequestHeaders())) {
            headers.set("Connection", "close");
        }
        byte[] content = Json.error(refusal);
        send(refusal.status(), JSON, content.length, out -> out.write(content));
    }

    /** Answers a request for the head only, without the length of an answer that was not made. */
    void headOnly(String type) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", type);
        turn.transfer();
        exchange.sendResponseHeaders(200, -1);
        turn.compute();
    }

    /** Makes the page save the answer under a name. */
    void saveAs(String name) {
        exchange.getResponseHeaders().set("Content-Disposition", "attachment; filename=\"" + name + "\"");
    }

    /** Sends a part of an answer of unknown length; the first one with the head. */
    void part(String type, byte[] content) throws IOException {
        OutputStream out = begin(type);
        out.write(content);
        out.flush();
        turn.compute();
    }

    /** Sends the rest of an answer of which a part was sent. */
    void rest(AnswerBuffer content) throws IOException {
        OutputStream out = begin(JSON);
        content.sendTo(out, turn::chunk);
        turn.compute();
    }

    private OutputStream begin(String type) throws IOException {
        turn.transfer();
        if (!hasBegun) {
            hasBegun = true;
            exchange.getResponseHeaders().set("Content-Type", type);
            exchange.sendResponseHeaders(200, 0); // 0 stands for an unknown length
        }
        return exchange.getResponseBody();
    }

    private void send(int status, String type, int length, Content content) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", type);
        turn.transfer();
        if (isHead()) {
            exchange.getResponseHeaders().set("Content-Length", Integer.toString(length));
            exchange.sendResponseHeaders(status, -1);
        } else {
            exchange.sendResponseHeaders(status, length == 0 ? -1 : length);
            if (length > 0) {
                content.writeTo(exchange.getResponseBody());
            }
        }
        turn.compute();
    }

    /** Ends the answer. The connection can be used again if all of it was sent. */
    void end() throws IOException {
        turn.finish();
        exchange.close();
    }

    private interface Content {
        void writeTo(OutputStream out) throws IOException;
    }
}
