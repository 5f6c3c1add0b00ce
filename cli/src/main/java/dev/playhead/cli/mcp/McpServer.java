package dev.playhead.cli.mcp;

import dev.playhead.cli.Session;
import dev.playhead.cli.output.JsonText;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A server of the Model Context Protocol for tools: JSON-RPC 2.0, one message per line. The protocol is implemented
 * here because this takes little code. The official library needs Jackson's databind, Reactor and a validator of JSON
 * schemas: 5 MB in all, and not all of these libraries are named modules.
 *
 * <p><b>Threading.</b> The thread that calls {@link #serve} reads all messages, and answers them except for calls of
 * tools, which {@link Calls} answers.
 */
final class McpServer {
    /** The versions of the protocol, the newest last. */
    private static final List<String> VERSIONS = List.of("2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25");

    /** The last version of the protocol that has batches. */
    private static final String LAST_WITH_BATCHES = "2025-03-26";

    private static final Duration GRACE = Duration.ofSeconds(3);
    private static final int MAX_BATCH = 50;
    private static final int MAX_ID_CHARS = 200;

    private static final String INSTRUCTIONS = "Answers questions about the history of events that a program recorded."
            + " Nothing can be changed, and only minimize runs other code: a class of the user. Begin with stats; search"
            + " finds events; state, diff and changes show the state that the events lead to; first finds the event after"
            + " which something was wrong; causes follows what led to it. Ids of events are whole numbers, in the order of"
            + " recording. Answers are pages: total counts all results, and nextCursor, if present, gets the next ones. "
            + Tool.UNTRUSTED
            + " If a call has no answer, the reason is in error, or in untrusted if it may quote recorded data.";

    private final Session session;
    private final Asking asking;
    private final String version;
    private final Calls calls;
    /** The version of the protocol that was agreed on; empty before the client has sent {@code initialize}. */
    private String agreed = "";

    McpServer(Session session, Asking asking, Duration timeLimit, String version) {
        this.session = session;
        this.asking = asking;
        this.version = version;
        this.calls = new Calls(timeLimit, GRACE);
    }

    /** Answers messages until the end of the input, or until an answer cannot be written. */
    void serve() throws IOException {
        try (calls) {
            MessageReader messages = new MessageReader(session.in());
            for (byte[] line = messages.next();
                    line != null && session.out().failure() == null;
                    line = messages.next()) {
                if (!new String(line, java.nio.charset.StandardCharsets.ISO_8859_1).isBlank()) {
                    handle(line);
                }
            }
        }
    }

    private void handle(byte[] line) {
        Object message;
        try {
            message = MessageReader.parse(line);
            if (message instanceof List<?> && (agreed.isEmpty() || agreed.compareTo(LAST_WITH_BATCHES) > 0)) {
                throw new ProtocolError(
                        ProtocolError.INVALID_REQUEST,
                        "only versions of the protocol up to " + LAST_WITH_BATCHES
                                + " have batches; send each message in a line of its own");
            }
            if (message instanceof List<?> batch && (batch.isEmpty() || batch.size() > MAX_BATCH)) {
                throw new ProtocolError(
                        ProtocolError.INVALID_REQUEST,
                        "a batch has 1 to " + MAX_BATCH + " messages, not " + batch.size());
            }
        } catch (ProtocolError e) {
            write(error(null, e));
            return;
        }
        if (message instanceof List<?> batch) {
            Batch replies = new Batch(batch.size());
            batch.forEach(one -> handle(one, replies));
        } else {
            handle(message, this::write);
        }
    }

    /** The answers to a batch of messages, which are sent together. */
    private final class Batch implements Consumer<@Nullable Object> {
        private final List<@Nullable Object> replies = new ArrayList<>();
        private int left;

        Batch(int messages) {
            this.left = messages;
        }

        @Override
        public synchronized void accept(@Nullable Object reply) {
            if (reply != null) {
                replies.add(reply);
            }
            left--;
            if (left <= 0 && !replies.isEmpty()) {
                write(replies);
            }
        }
    }

    /** Handles a message. Replies once, with null if there is no answer. */
    private void handle(@Nullable Object message, Consumer<@Nullable Object> reply) {
        Object id = null;
        try {
            if (!(message instanceof Map<?, ?> request)) {
                throw new ProtocolError(ProtocolError.INVALID_REQUEST, "the message is not an object");
            }
            id = isId(request.get("id")) ? request.get("id") : null; // an error contains the id, whatever else is wrong
            if (!"2.0".equals(request.get("jsonrpc"))) {
                throw new ProtocolError(ProtocolError.INVALID_REQUEST, "the message is not a JSON-RPC 2.0 message");
            }
            if (!(request.get("method") instanceof String method)) {
                if (request.containsKey("result") || request.containsKey("error")) {
                    reply.accept(null); // an answer, although the server asks nothing
                    return;
                }
                throw new ProtocolError(ProtocolError.INVALID_REQUEST, "the message has no method");
            }
            if (!request.containsKey("id")) {
                notified(method, request.get("params"));
                reply.accept(null);
                return;
            }
            if (id == null) {
                throw new ProtocolError(
                        ProtocolError.INVALID_REQUEST,
                        "the id is neither a whole number nor a text of at most " + MAX_ID_CHARS + " characters");
            }
            request(id, method, params(request), reply);
        } catch (ProtocolError e) {
            reply.accept(error(id, e));
        }
    }

    private static boolean isId(@Nullable Object id) {
        return id instanceof Long || (id instanceof String text && text.length() <= MAX_ID_CHARS);
    }

    private static Map<?, ?> params(Map<?, ?> request) {
        Object params = request.get("params");
        if (params != null && !(params instanceof Map<?, ?>)) {
            throw new ProtocolError(ProtocolError.INVALID_PARAMS, "params is not an object");
        }
        return params == null ? Map.of() : (Map<?, ?>) params;
    }

    /** Handles a notification. Those that are unknown or wrong are ignored: a notification has no answer. */
    private void notified(String method, @Nullable Object params) {
        if (method.equals("notifications/cancelled") && params instanceof Map<?, ?> map) {
            calls.cancel(map.get("requestId"));
        }
    }

    private void request(Object id, String method, Map<?, ?> params, Consumer<@Nullable Object> reply) {
        switch (method) {
            case "initialize" -> reply.accept(result(id, initialized(params)));
            case "ping" -> reply.accept(result(id, Map.of()));
            case "tools/list" -> {
                if (params.get("cursor") != null) {
                    throw new ProtocolError(
                            ProtocolError.INVALID_PARAMS, "the list of tools has one page, without cursor");
                }
                reply.accept(result(id, Map.of("tools", Tools.definitions())));
            }
            case "tools/call" -> call(id, params, reply);
            default ->
                throw new ProtocolError(
                        ProtocolError.METHOD_NOT_FOUND,
                        "there is no method " + quoted(method) + "; this server has only tools");
        }
    }

    private Map<String, @Nullable Object> initialized(Map<?, ?> params) {
        if (!(params.get("protocolVersion") instanceof String wanted)) {
            throw new ProtocolError(ProtocolError.INVALID_PARAMS, "protocolVersion is missing");
        }
        Map<String, @Nullable Object> info = new LinkedHashMap<>();
        info.put("name", "playhead");
        info.put("title", "Playhead");
        info.put("version", version);
        Map<String, @Nullable Object> result = new LinkedHashMap<>();
        agreed = VERSIONS.contains(wanted) ? wanted : VERSIONS.get(VERSIONS.size() - 1);
        result.put("protocolVersion", agreed);
        result.put("capabilities", Map.of("tools", Map.of()));
        result.put("serverInfo", info);
        result.put("instructions", INSTRUCTIONS);
        return result;
    }

    @SuppressWarnings("unchecked") // the keys of JSON are strings
    private void call(Object id, Map<?, ?> params, Consumer<@Nullable Object> reply) {
        if (!(params.get("name") instanceof String name)) {
            throw new ProtocolError(ProtocolError.INVALID_PARAMS, "the name of the tool is missing");
        }
        Tool tool = Tools.named(name);
        if (tool == null) {
            throw new ProtocolError(
                    ProtocolError.INVALID_PARAMS,
                    "there is no tool " + quoted(name) + "; the tools are "
                            + Tools.ALL.stream().map(Tool::name).collect(Collectors.joining(", ")));
        }
        Object given = params.get("arguments");
        if (given != null && !(given instanceof Map<?, ?>)) {
            throw new ProtocolError(ProtocolError.INVALID_PARAMS, "arguments is not an object");
        }
        Map<String, @Nullable Object> arguments = given == null ? Map.of() : (Map<String, @Nullable Object>) given;
        calls.add(new Call(
                id,
                JsonText.compact(arguments).length() + String.valueOf(id).length(),
                stopped -> asking.ask(tool, arguments, stopped),
                answer -> reply.accept(answer == null ? null : result(id, answer))));
    }

    private static String quoted(String name) {
        return JsonText.compact(name.length() > 100 ? name.substring(0, 100) : name);
    }

    private static Map<String, @Nullable Object> result(Object id, Map<String, ? extends @Nullable Object> result) {
        Map<String, @Nullable Object> message = new LinkedHashMap<>();
        message.put("jsonrpc", "2.0");
        message.put("id", id);
        message.put("result", result);
        return message;
    }

    private static Map<String, @Nullable Object> error(@Nullable Object id, ProtocolError e) {
        Map<String, @Nullable Object> error = new LinkedHashMap<>();
        error.put("code", (long) e.code);
        error.put("message", e.getMessage());
        Map<String, @Nullable Object> message = new LinkedHashMap<>();
        message.put("jsonrpc", "2.0");
        message.put("id", id);
        message.put("error", error);
        return message;
    }

    /** Writes a message. After a failure, the server ends as soon as it has read the next message. */
    private synchronized void write(@Nullable Object message) {
        if (message == null || session.out().failure() != null) {
            return;
        }
        try {
            session.out().line(JsonText.compact(message));
            session.out().flush();
        } catch (IOException | java.io.UncheckedIOException e) {
            calls.abort(); // the output keeps the failure, which ends the server
        }
    }
}
