package dev.playhead.block;

import dev.playhead.event.GridEvent;
import dev.playhead.event.Numbers;
import dev.playhead.event.PlainData;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** A reader of recorded streams with one event per line. */
final class JsonLines {
    private static final JsonFactory FACTORY = new JsonFactory();

    private JsonLines() {}

    /** Returns the folder of recorded streams next to the repository. The folder may not exist. */
    static Path folder() {
        Path at = Path.of("").toAbsolutePath();
        while (at != null && !Files.exists(at.resolve("mvnw"))) {
            at = at.getParent();
        }
        return at == null ? Path.of("shared/data") : at.resolveSibling("shared").resolve("data");
    }

    static List<GridEvent> read(Path file) {
        List<GridEvent> events = new ArrayList<>();
        try (BufferedReader in = new BufferedReader(
                new InputStreamReader(new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                events.add(event(line));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return events;
    }

    private static GridEvent event(String line) {
        try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), line)) {
            parser.nextToken();
            Map<?, ?> map = (Map<?, ?>) value(parser);
            Object metadata = map.get("metadata");
            return GridEvent.of(
                    (String) map.get("type"),
                    map.get("payload"),
                    Instant.parse((String) map.get("timestamp")),
                    (String) map.get("source"),
                    metadata == null ? Map.of() : (Map<String, ?>) PlainData.mapOf((Map<?, ?>) metadata));
        }
    }

    private static Object value(JsonParser parser) {
        return switch (parser.currentToken()) {
            case START_OBJECT -> {
                Map<String, Object> map = new LinkedHashMap<>();
                while (parser.nextToken() != JsonToken.END_OBJECT) {
                    String key = parser.currentName();
                    parser.nextToken();
                    map.put(key, value(parser));
                }
                yield PlainData.ofPlain(map);
            }
            case START_ARRAY -> {
                List<Object> list = new ArrayList<>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    list.add(value(parser));
                }
                yield PlainData.ofPlain(list);
            }
            case VALUE_STRING -> parser.getString();
            case VALUE_NUMBER_INT -> Numbers.canonical(parser.getBigIntegerValue());
            case VALUE_NUMBER_FLOAT -> Numbers.parseDecimal(parser.getString());
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            default -> null;
        };
    }
}
