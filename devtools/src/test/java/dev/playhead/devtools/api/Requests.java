package dev.playhead.devtools.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.EventHistory;
import dev.playhead.devtools.server.BadRequest;
import dev.playhead.devtools.server.Endpoint;
import dev.playhead.devtools.server.Question;
import dev.playhead.timetravel.ProgressListener;
import dev.playhead.timetravel.Projection;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** Requests to the endpoints of a history, without a server. Answers are maps, lists, texts, numbers and booleans. */
final class Requests implements AutoCloseable {
    private static final JsonFactory JSON = new JsonFactory();

    private final Api api;
    private ProgressListener watch = ProgressListener.none();

    Requests(EventHistory history, Projection<?>... projections) {
        this.api = new Api(history, "test", null, false, List.of(projections), false, null);
    }

    Requests watched(ProgressListener listener) {
        watch = listener;
        return this;
    }

    /** Returns the answer to a request with the given names and values of parameters. */
    Map<String, Object> get(String path, Object... parameters) {
        String whole = "/api/v1/" + path;
        String prefix = whole;
        while (!api.endpoints().containsKey(prefix)) {
            prefix = prefix.substring(0, prefix.lastIndexOf('/'));
        }
        String rest = whole.substring(Math.min(whole.length(), prefix.length() + 1));
        Map<String, String> values = new LinkedHashMap<>();
        for (int i = 0; i < parameters.length; i += 2) {
            values.put((String) parameters[i], String.valueOf(parameters[i + 1]));
        }
        return map(answer(api.endpoints().get(prefix), new Asked(values, rest, watch)));
    }

    private static Object answer(Endpoint endpoint, Question question) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator out = JSON.createGenerator(ObjectWriteContext.empty(), bytes)) {
            endpoint.answer(question, out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return parse(bytes.toByteArray());
    }

    /** Returns the value that JSON represents. */
    static Object parse(byte[] json) {
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), json)) {
            parser.nextToken();
            Object value = read(parser);
            assertThat(parser.nextToken()).as("after the value").isNull();
            return value;
        }
    }

    private static Object read(JsonParser json) {
        return switch (json.currentToken()) {
            case START_OBJECT -> {
                Map<String, Object> map = new LinkedHashMap<>();
                while (json.nextToken() != JsonToken.END_OBJECT) {
                    String key = json.currentName();
                    json.nextToken();
                    assertThat(map).doesNotContainKey(key);
                    map.put(key, read(json));
                }
                yield map;
            }
            case START_ARRAY -> {
                List<Object> list = new ArrayList<>();
                while (json.nextToken() != JsonToken.END_ARRAY) {
                    list.add(read(json));
                }
                yield list;
            }
            case VALUE_NUMBER_INT -> json.getLongValue();
            case VALUE_NUMBER_FLOAT -> json.getDoubleValue();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> null;
            default -> json.getString();
        };
    }

    @SuppressWarnings("unchecked")
    static Map<String, Object> map(Object value) {
        return (Map<String, Object>) value;
    }

    /** Returns a member that is a list of maps. */
    @SuppressWarnings("unchecked")
    static List<Map<String, Object>> list(Map<String, Object> answer, String name) {
        return (List<Map<String, Object>>) answer.get(name);
    }

    /** Returns one member of each map in a list of maps. */
    static List<Object> each(Map<String, Object> answer, String name, String member) {
        return list(answer, name).stream().map(one -> one.get(member)).toList();
    }

    @Override
    public void close() {
        api.close();
    }

    private record Asked(Map<String, String> values, String rest, ProgressListener watch) implements Question {
        @Override
        public String parameter(String name) {
            return values.get(name);
        }

        @Override
        public OutputStream file(String type, String name) {
            throw new AssertionError("type=" + type + " name=" + name + " is not JSON");
        }

        @Override
        public String require(String name) {
            if (!values.containsKey(name)) {
                throw new BadRequest("name=" + name + " is missing");
            }
            return values.get(name);
        }

        @Override
        public long number(String name, long orElse, long min, long max) {
            if (!values.containsKey(name)) {
                return orElse;
            }
            long number = Long.parseLong(values.get(name));
            if (number < min || number > max) {
                throw new BadRequest(name + "=" + number);
            }
            return number;
        }
    }
}
