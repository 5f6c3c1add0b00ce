package dev.playhead.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Tests of reading records whose fields have other names. With a mapping, they must give the same events as records
 * with Playhead's names do without a mapping.
 */
class MappingImportRandomizedTest {
    private static final List<String> NAMES =
            List.of("ts", "event", "a.b", "a,b", "a\\b", "\"q", " blank ", "@t", "x=y", "\u00e9", "0", "$playhead");

    static List<Long> seeds() {
        return new Random()
                .longs(Boolean.getBoolean("playhead.full") ? 500 : 40)
                .boxed()
                .toList();
    }

    private static Object value(Random random, int depth) {
        return switch (random.nextInt(depth > 2 ? 4 : 6)) {
            case 0 -> (long) random.nextInt(100);
            case 1 -> random.nextBoolean();
            case 2 -> "text" + random.nextInt(10);
            case 3 -> random.nextInt(100) + 0.5;
            case 4 -> List.of(value(random, depth + 1), value(random, depth + 1));
            default -> Map.of("k" + random.nextInt(3), value(random, depth + 1));
        };
    }

    private static String json(@Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            return map.entrySet().stream()
                    .map(entry -> json(entry.getKey()) + ":" + json(entry.getValue()))
                    .collect(Collectors.joining(",", "{", "}"));
        }
        if (value instanceof List<?> list) {
            return list.stream().map(MappingImportRandomizedTest::json).collect(Collectors.joining(",", "[", "]"));
        }
        return value instanceof String text
                ? '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"'
                : String.valueOf(value);
    }

    private static String escaped(String name) {
        StringBuilder escaped = new StringBuilder();
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            escaped.append("\\.,\"' ".indexOf(c) >= 0 ? "\\" : "").append(c);
        }
        return escaped.toString();
    }

    /** The locations of the mapped parts in the records of one file. */
    private static final class Layout {
        private final Map<String, List<String>> paths = new LinkedHashMap<>();
        /**
         * If a part is mapped to a field of a nested object: whether this object also has a field that is not mapped.
         * Only has an effect if {@link #more} is true.
         */
        private final boolean shared;

        private final List<String> mapping = new ArrayList<>();
        /** Whether records may have fields that are not mapped. */
        private final boolean more;

        Layout(Random random) {
            List<String> free = new ArrayList<>(NAMES);
            shared = random.nextBoolean();
            for (String part : List.of("type", "timestamp", "source", "payload", "metadata", "sequence")) {
                if (random.nextBoolean()) {
                    String name = free.remove(random.nextInt(free.size()));
                    List<String> path = random.nextInt(3) == 0 ? List.of(name, "inner") : List.of(name);
                    paths.put(part, path);
                    mapping.add(part + "=" + path.stream().map(Layout::text).collect(Collectors.joining(".")));
                }
            }
            boolean toMetadata = paths.containsKey("payload") && !paths.containsKey("metadata");
            if (toMetadata) {
                mapping.add("metadata=.");
            }
            more = toMetadata || !paths.containsKey("payload");
            if (mapping.isEmpty()) {
                mapping.add("type=type");
            }
        }

        private static String text(String name) {
            return escaped(name);
        }

        /** {@return the record with the names of this layout, for an event that is given with Playhead's names} */
        Map<String, Object> other(Map<String, Object> own) {
            Map<String, Object> other = new LinkedHashMap<>();
            own.forEach((name, value) -> {
                List<String> path = paths.get(name);
                if (path == null) {
                    other.put(name, value);
                } else if (path.size() == 1) {
                    other.put(path.get(0), value);
                } else {
                    other.put(path.get(0), container(path, value));
                }
            });
            return other;
        }

        private Map<String, Object> container(List<String> path, Object value) {
            Map<String, Object> container = new LinkedHashMap<>();
            container.put(path.get(1), value);
            if (shared && more) {
                container.put("left", 1L);
            }
            return container;
        }

        /**
         * {@return the event with Playhead's names, plus what remains of each container without its mapped field, if
         * anything remains}
         */
        Map<String, Object> renamed(Map<String, Object> own) {
            Map<String, Object> renamed = new LinkedHashMap<>(own);
            paths.forEach((part, path) -> {
                if (path.size() == 2 && shared && more && own.containsKey(part)) {
                    renamed.put(path.get(0), Map.of("left", 1L));
                }
            });
            return renamed;
        }
    }

    private static Map<String, Object> event(Random random, int sequence, boolean more) {
        Map<String, Object> event = new LinkedHashMap<>();
        if (random.nextInt(20) > 0) {
            event.put("type", "type" + random.nextInt(3));
        }
        if (random.nextInt(20) > 0) {
            event.put(
                    "timestamp",
                    random.nextBoolean()
                            ? (Object) (1_767_225_600_000L + random.nextInt(1_000_000))
                            : "2026-01-31T10:42:0" + random.nextInt(10) + "Z");
        }
        if (random.nextBoolean()) {
            event.put("source", "source" + random.nextInt(3));
        }
        if (random.nextBoolean()) {
            event.put("sequence", (long) sequence);
        }
        if (random.nextBoolean()) {
            event.put("metadata", Map.of("user", value(random, 2)));
        }
        if (random.nextBoolean()) {
            event.put("payload", value(random, 0));
        } else if (!more) {
            event.put("payload", "always");
        }
        for (int i = random.nextInt(3); more && i > 0; i--) {
            event.put("field" + i, value(random, 0));
        }
        return event;
    }

    @Tag("full")
    @ParameterizedTest
    @MethodSource("seeds")
    void shouldReadMappedEventsAsRenamedEvents(long seed) {
        Random random = new Random(seed);
        Layout layout = new Layout(random);
        StringBuilder own = new StringBuilder();
        StringBuilder other = new StringBuilder();
        int events = random.nextInt(10) == 0 ? 10_000 : 50;
        for (int i = 0; i < events; i++) {
            Map<String, Object> event = event(random, i, layout.more);
            if (layout.paths.containsKey("payload")) {
                event.putIfAbsent(
                        // If a mapped payload is absent, the payload is null, and the other fields do not become the
                        // payload.
                        "payload", "always");
            }
            own.append(json(layout.renamed(event))).append('\n');
            other.append(json(layout.other(event))).append('\n');
        }
        String mapping = String.join(",", layout.mapping);
        Imported expected = Imported.of(own.toString());
        Imported found =
                Imported.of(other.toString(), ImportOptions.lenient().withMapping(EventMapping.parse(mapping)));

        assertThat(found.events).as("seed=%s mapping=%s", seed, mapping).isEqualTo(expected.events);
        assertThat(found.sequences).as("seed=%s", seed).isEqualTo(expected.sequences);
        assertThat(found.problems)
                .as("seed=%s", seed)
                .extracting(ImportReport.Problem::line)
                .isEqualTo(expected.problems.stream()
                        .map(ImportReport.Problem::line)
                        .toList());
    }
}
