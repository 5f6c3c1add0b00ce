package dev.playhead.devtools.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.EventHistory;
import dev.playhead.event.GridEvent;
import dev.playhead.event.RecordedEvent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** Compares filters with a simple model: a list of words, each with a predicate. */
class FilterTextRandomizedTest {
    private static final int ROUNDS = 400;

    private final long seed = new Random().nextLong();
    private final Random random = new Random(seed);

    private enum Group {
        TYPE,
        SOURCE,
        OTHER
    }

    private record Word(Group group, String text, Predicate<RecordedEvent> model) {}

    @Test
    void shouldFindTheEventsThatTheModelFinds() {
        try (EventHistory history = EventHistory.inMemory()) {
            for (int i = 0; i < 300; i++) {
                history.recordEvent(event());
            }
            List<RecordedEvent> events = history.getEvents();
            for (int round = 0; round < ROUNDS; round++) {
                List<Word> words = new ArrayList<>();
                for (int i = random.nextInt(5); i >= 0; i--) {
                    words.add(word());
                }
                String text = String.join(" ", words.stream().map(Word::text).toList());

                assertThat(history.getEvents(FilterText.parse(text).filter()))
                        .as("seed=" + seed + " filter=" + text)
                        .isEqualTo(events.stream()
                                .filter(event -> matches(words, event))
                                .toList());
            }
        }
    }

    private static boolean matches(List<Word> words, RecordedEvent event) {
        return any(words, Group.TYPE, event)
                && any(words, Group.SOURCE, event)
                && words.stream().filter(word -> word.group == Group.OTHER).allMatch(word -> word.model.test(event));
    }

    private static boolean any(List<Word> words, Group group, RecordedEvent event) {
        List<Word> some = words.stream().filter(word -> word.group == group).toList();
        return some.isEmpty() || some.stream().anyMatch(word -> word.model.test(event));
    }

    private GridEvent event() {
        Map<String, Object> payload = new LinkedHashMap<>();
        if (random.nextBoolean()) {
            payload.put("n", random.nextInt(5));
        }
        if (random.nextBoolean()) {
            payload.put("t", oneOf("0", "1", "New York", "it's", "a\"b", "x=y"));
        }
        return GridEvent.of(oneOf("a", "a:b", "a:c", "b.c", "row"), payload)
                .from(oneOf("user", "core", "my app", "plugin:x"));
    }

    private Word word() {
        Word word = positive();
        return switch (random.nextInt(4)) {
            case 0 -> new Word(Group.OTHER, "-" + word.text, word.model.negate());
            case 1 -> new Word(Group.OTHER, "NOT  " + word.text, word.model.negate());
            default -> word;
        };
    }

    private Word positive() {
        int n = random.nextInt(5);
        return switch (random.nextInt(8)) {
            case 0 -> {
                String type = oneOf("a", "a:b", "row");
                yield new Word(Group.TYPE, type, event -> event.type().equals(type));
            }
            case 1 -> new Word(Group.TYPE, "a*", event -> event.type().startsWith("a"));
            case 2 -> {
                String source = oneOf("user", "core", "my app");
                String quote = source.equals("my app") ? oneOf("\"", "'") : oneOf("", "\"", "'");
                yield new Word(
                        Group.SOURCE,
                        "@" + quote + source + quote,
                        event -> event.source().equals(source));
            }
            case 3 ->
                new Word(
                        Group.OTHER,
                        "n>" + n,
                        event -> event.payload() instanceof Map<?, ?> map
                                && map.get("n") instanceof Long found
                                && found > n);
            case 4 ->
                new Word(
                        Group.OTHER,
                        "n!=" + n,
                        event -> event.payload() instanceof Map<?, ?> map
                                && map.get("n") instanceof Long found
                                && found != n);
            case 5 ->
                new Word(
                        Group.OTHER,
                        "t=" + n,
                        event -> event.payload() instanceof Map<?, ?> map
                                && Integer.toString(n).equals(map.get("t")));
            case 6 -> {
                String text = oneOf("New York", "x=y", "it's");
                yield new Word(
                        Group.OTHER,
                        "t=\"" + text + "\"",
                        event -> event.payload() instanceof Map<?, ?> map && text.equals(map.get("t")));
            }
            default ->
                new Word(
                        Group.OTHER,
                        "'york'",
                        event -> event.payload() instanceof Map<?, ?> map && "New York".equals(map.get("t")));
        };
    }

    private String oneOf(String... texts) {
        return texts[random.nextInt(texts.length)];
    }
}
