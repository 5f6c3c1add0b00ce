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
    private final LiveStream live;
    private final CountDownLatch closing;
    private final Limits limits;
    private final Semaphore requests;
    private final Semaphore answerChunks;

    PageHandler(
            Gate gate,
            PageFiles files,
            Map<String, Endpoint> endpoints,
            LiveStream live,
            CountDownLatch closing,
            Limits limits) {
        this.gate = gate;
        this.files = files;
        this.endpoints = Map.copyOf(endpoints);
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
        // The path is compared as it was sent: a path that is encoded in another way is another path.
        String prefix = path;
        while (!endpoints.containsKey(prefix)) {
            int slash = prefix.lastIndexOf('/');
            if (slash <= 0) {
                reply.refuse(Refusal.NOT_FOUND);
                return;
            }
            prefix = prefix.substring(0, slash);
        }
        Endpoint endpoint = endpoints.get(prefix);
        String rest = path.length() == prefix.length() ? "" : path.substring(prefix.length() + 1);
        if (endpoint == null || !isPlain(rest)) {
            reply.refuse(Refusal.NOT_FOUND);
        } else if (reply.isHead()) {
            reply.headOnly(Reply.JSON); // nobody would read the answer
        } else {
            try (AnswerBuffer body = new AnswerBuffer(answerChunks, limits.answerBytes())) {
                new JsonAnswer(reply, body, closing).send(endpoint, uri.getRawQuery(), rest);
            }
        }
    }

    /** {@return whether the rest of a path has no parts that lead elsewhere} */
    private static boolean isPlain(String rest) {
        if (rest.isEmpty()) {
            return true;
        }
        for (String part : rest.split("/", -1)) {
            String plain = part.replaceAll("(?i)%2e", ".");
            if (plain.isEmpty() || plain.equals(".") || plain.equals("..") || plain.matches("(?i).*%(2f|5c|00).*")) {
                return false;
            }
        }
        return true;
    }
}
