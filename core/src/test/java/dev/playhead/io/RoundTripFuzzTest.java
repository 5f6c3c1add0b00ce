package dev.playhead.io;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.event.GridEvent;
import dev.playhead.event.PlainData;
import dev.playhead.event.RandomData;
import dev.playhead.event.RecordedEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A test that exported events are imported as equal events, with the same kinds of values, and are exported again to
 * the same bytes.
 */
class RoundTripFuzzTest {
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void shouldImportExportedEventsAsEqualEvents(long seed) {
        Random random = new Random(seed);
        RandomData data = new RandomData(random);
        List<RecordedEvent> events = new ArrayList<>();
        long sequence = random.nextInt(10);
        for (int i = 0; i < 300; i++) {
            events.add(RecordedEvent.of(sequence, data.event()));
            sequence += 1 + random.nextInt(3);
        }
        ExportFormat format = random.nextBoolean() ? ExportFormat.JSON : ExportFormat.JSON_LINES;
        byte[] exported = Imported.exported(events, format);
        Imported imported = Imported.of(random.nextBoolean() ? Imported.gzip(exported) : exported);

        assertThat(imported.problems).as("seed=%s", seed).isEmpty();
        List<RecordedEvent> back = imported.recorded();
        assertThat(back).as("seed=%s", seed).hasSameSizeAs(events);
        for (int i = 0; i < events.size(); i++) {
            assertThat(back.get(i)).as("seed=%s i=%s", seed, i).isEqualTo(events.get(i));
            assertThat(PlainData.isPlain(back.get(i).payload())).isTrue();
        }
        assertThat(Imported.exported(back, format)).as("seed=%s", seed).isEqualTo(exported);
    }

    @ParameterizedTest
    @EnumSource(
            value = ExportFormat.class,
            names = {"JSON", "JSON_LINES"})
    void shouldPreserveDataOfTheMaximumDepth(ExportFormat format) {
        Object list = Double.NaN;
        Object map = "x";
        Object lookAlike = "NaN";
        for (int i = 0; i < PlainData.MAX_DEPTH; i++) {
            list = List.of(list);
            map = Map.of("k", map);
            lookAlike = Map.of("$playhead", lookAlike);
        }
        List<RecordedEvent> events = new ArrayList<>();
        for (Object payload : List.of(list, map, lookAlike, "last")) {
            events.add(
                    RecordedEvent.of(events.size(), GridEvent.of("t", payload).at(Instant.EPOCH)));
        }
        byte[] exported = Imported.exported(events, format);
        Imported imported = Imported.of(exported);

        assertThat(imported.problems).isEmpty();
        assertThat(imported.recorded().equals(events)).isTrue();
        assertThat(Imported.exported(imported.recorded(), format)).isEqualTo(exported);
    }

    @Test
    void shouldPreserveNumbersOfTheMaximumLength() {
        String digits = "7".repeat(JsonData.MAX_NUMBER_LENGTH);
        RecordedEvent event = RecordedEvent.of(
                0, GridEvent.of("t", new java.math.BigInteger(digits)).at(Instant.EPOCH));

        assertThat(Imported.of(Imported.exported(List.of(event), ExportFormat.JSON))
                        .recorded())
                .containsExactly(event);
    }
}
