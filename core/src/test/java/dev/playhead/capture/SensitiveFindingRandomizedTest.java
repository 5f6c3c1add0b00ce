package dev.playhead.capture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.event.GridEvent;
import dev.playhead.event.Marker;
import dev.playhead.event.PlainData;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.RepeatedTest;

/** Plants sensitive values at random paths, and compares what is found, and what is left, with what was planted. */
class SensitiveFindingRandomizedTest {
    private static final Object MARKER = Marker.of(Marker.Reason.SENSITIVE, null);
    private static final SensitiveData RULES = SensitiveData.defaults().withValues();
    private static final String[] NAMES = {"id", "price", "note", "a.b", ""};
    private static final String[] SENSITIVE_NAMES = {"password", "api_key", "accessToken", "iban"};
    private static final Object[] VALUES = {1L, 0.5, true, "", "text", "a longer text of some words", "4111"};
    private static final Object[] SENSITIVE_VALUES = {
        "4111111111111111",
        4_111_111_111_111_111L,
        "to DE89 3704 0044 0532 0130 00",
        "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.c2lnbmF0dXJl",
        "-----BEGIN PRIVATE KEY-----\nMIIB",
        "Bearer abcdef123456",
        "AKIAIOSFODNN7EXAMPLE"
    };

    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);
    private final List<String> planted = new ArrayList<>();

    private static <T> T oneOf(T[] all, Random random) {
        return all[random.nextInt(all.length)];
    }

    /** Data, and the same data with markers for what was planted. */
    private record Twin(@Nullable Object whole, @Nullable Object cut) {
        static Twin same(@Nullable Object value) {
            return new Twin(value, value);
        }
    }

    private Twin value(String path, int level) {
        int choice = random.nextInt(level > 4 ? 3 : 7);
        if (choice == 0) {
            planted.add(path);
            return new Twin(oneOf(SENSITIVE_VALUES, random), MARKER);
        }
        if (choice < 3) {
            return Twin.same(random.nextInt(8) == 0 ? null : oneOf(VALUES, random));
        }
        return choice < 5 ? map(path, level) : list(path, level);
    }

    private Twin list(String path, int level) {
        List<@Nullable Object> whole = new ArrayList<>();
        List<@Nullable Object> cut = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            Twin part = value(path + "." + whole.size(), level + 1);
            whole.add(part.whole);
            cut.add(part.cut);
        }
        return new Twin(whole, cut);
    }

    private Twin map(String path, int level) {
        Map<String, @Nullable Object> whole = new LinkedHashMap<>();
        Map<String, @Nullable Object> cut = new LinkedHashMap<>();
        for (int i = random.nextInt(5); i > 0; i--) {
            String name = oneOf(NAMES, random) + i;
            String step = name.replace(".", "\\.");
            String left = name;
            if (random.nextInt(10) == 0 && !cut.containsKey("(sensitive)")) {
                name = "card 4111111111111111";
                left = "(sensitive)";
                step = "***";
                planted.add(path + ".***");
            } else if (random.nextInt(5) == 0) {
                name = oneOf(SENSITIVE_NAMES, random);
                if (whole.containsKey(name)) {
                    continue;
                }
                boolean isEmpty = random.nextInt(4) == 0;
                if (!isEmpty) {
                    planted.add(path + "." + name);
                }
                whole.put(name, isEmpty ? "" : random.nextBoolean() ? "x" : List.of(oneOf(SENSITIVE_VALUES, random)));
                cut.put(name, MARKER);
                continue;
            }
            Twin part = value(path + "." + step, level + 1);
            whole.put(name, part.whole);
            cut.put(left, part.cut);
        }
        return new Twin(whole, cut);
    }

    private static Map<?, ?> fields(@Nullable Object map) {
        return (Map<?, ?>) Objects.requireNonNull(map);
    }

    @RepeatedTest(20)
    void shouldFindAndCutExactlyWhatWasPlanted() {
        for (int i = 0; i < 200; i++) {
            planted.clear();
            Twin payload = value("payload", 0);
            Twin metadata = map("metadata", 2);
            GridEvent event = GridEvent.of("t", PlainData.of(payload.whole));
            GridEvent expected = GridEvent.of("t", PlainData.of(payload.cut)).at(event.timestamp());
            for (Map.Entry<?, ?> entry : fields(metadata.whole).entrySet()) {
                event = event.with((String) entry.getKey(), entry.getValue());
            }
            for (Map.Entry<?, ?> entry : fields(metadata.cut).entrySet()) {
                expected = expected.with((String) entry.getKey(), entry.getValue());
            }
            event = GridEvent.of(
                    event.type(),
                    event.payload(),
                    event.timestamp(),
                    event.source(),
                    PlainData.mapOf(event.metadata()));

            assertThat(RULES.findings(event))
                    .as("seed=%d event=%s", seed, event)
                    .extracting(SensitiveFinding::path)
                    .containsExactlyInAnyOrderElementsOf(planted);
            GridEvent left = RULES.apply(event);
            assertThat(left.payload()).as("seed=%d event=%s", seed, event).isEqualTo(expected.payload());
            assertThat(PlainData.mapOf(left.metadata()))
                    .as("seed=%d event=%s", seed, event)
                    .isEqualTo(PlainData.mapOf(expected.metadata()));
            assertThat(RULES.findings(left)).as("seed=%d", seed).isEmpty();
        }
    }
}
