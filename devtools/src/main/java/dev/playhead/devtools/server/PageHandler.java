package dev.playhead.devtools.server;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;

/**
 * Answers each request: refuses it, or finds a file of the page, the live stream or an endpoint.
 *
 * <p>An {@link IOException} makes the JDK's server close the connection, so that a page never takes a part of an answer
 * for all of it.
 */
final class PageHandler implements HttpHandler {
    static final String LIVE = "/api/v1/live";

    private static final String API = "/api/";

    private final Gate gate;
    private final PageFiles files;
    private final Map<String, Endpoint> endpoints;
    private final Map<String, Endpoint> actions;
    private final LiveStream live;
    private final CountDownLatch closing;
    private final Limits limits;
    private final Semaphore requests;
    private final Semaphore answerChunks;

    PageHandler(Gate gate, PageFiles files, Served served, LiveStream live, CountDownLatch closing, Limits limits) {
        this.gate = gate;
        this.files = files;
        this.endpoints = served.endpoints();
        this.actions = served.actions();
        this.live = live;
        this.closing = closing;
        this.limits = limits;
        this.requests = new Semaphore(limits.requests());
        this.answerChunks = new Semaphore(limits.allAnswersBytes() / AnswerBuffer.CHUNK_BYTES);
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        Turn turn = Turn.current();
        turn.compute();
        Reply reply = new Reply(exchange, turn);
        answer(exchange, reply);
        reply.end();
    }

    private void answer(HttpExchange exchange, Reply reply) throws IOException {
        Refusal refusal = gate.refusal(exchange);
        String path = exchange.getRequestURI().getRawPath();
        if (refusal == null && path.startsWith(API)) {
            refusal = gate.tokenRefusal(exchange);
        }
        if (refusal == null && closing.getCount() == 0) {
            refusal = Refusal.CLOSED;
        }
        if (refusal != null) {
            reply.refuse(refusal, gate.isAction(exchange) ? "POST" : "GET, HEAD");
        } else if (path.equals(LIVE)) {
            live.answer(reply, exchange.getRequestURI().getRawQuery());
        } else if (requests.tryAcquire()) {
            try {
                answer(path, exchange.getRequestURI(), reply);
            } finally {
                requests.release();
            }
        } else {
            reply.refuse(Refusal.BUSY);
        }
    }

    private void answer(String path, URI uri, Reply reply) throws IOException {
        if (!path.startsWith(API)) {
            PageFiles.PageFile file = files.find(path);
            if (file == null) {
                reply.refuse(Refusal.NOT_FOUND);
            } else {
                reply.bytes(file.type(), file.content());
            }
            return;
        }
        // The path is compared as it was sent: a path that is encoded in another way is another path. An action has one
        // path only, because the gate compares this one.
        Endpoint endpoint = actions.get(path);
        String prefix = path;
        while (endpoint == null && !prefix.isEmpty()) {
            endpoint = endpoints.get(prefix);
            prefix = endpoint == null ? prefix.substring(0, prefix.lastIndexOf('/')) : prefix;
        }
        String rest = path.substring(prefix.length());
        if (endpoint == null || !isPlain(rest)) {
            reply.refuse(Refusal.NOT_FOUND);
        } else if (reply.isHead()) {
            reply.headOnly(Reply.JSON); // nobody would read the answer
        } else {
            try (AnswerBuffer body = new AnswerBuffer(answerChunks, limits.answerBytes())) {
                String below = rest.isEmpty() ? "" : rest.substring(1);
                new JsonAnswer(reply, body, closing).send(endpoint, uri.getRawQuery(), below);
            }
        }
    }

    /** {@return whether the rest of a path, which is empty or begins with a slash, has no parts that lead elsewhere} */
    private static boolean isPlain(String rest) {
        for (String part : rest.isEmpty() ? new String[0] : rest.substring(1).split("/", -1)) {
            String plain = part.replaceAll("(?i)%2e", ".");
            if (plain.isEmpty() || plain.equals(".") || plain.equals("..") || plain.matches("(?i).*%(2f|5c|00).*")) {
                return false;
            }
        }
        return true;
    }
}
