package dev.playhead.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class EpochTimesTest {
    private static String line(Object timestamp) {
        return "{\"type\":\"t\",\"timestamp\":" + timestamp + "}\n";
    }

    @ParameterizedTest
    @CsvSource({
        "1772443800, 2026-03-02T09:30:00Z, seconds",
        "1772443800.459, 2026-03-02T09:30:00.459Z, seconds",
        "\"1772443800\", 2026-03-02T09:30:00Z, seconds",
        "1772443800459001, 2026-03-02T09:30:00.459001Z, microseconds",
        "1772443800459000001, 2026-03-02T09:30:00.459000001Z, nanoseconds",
        "946684800, 2000-01-01T00:00:00Z, seconds",
        "4102444799, 2099-12-31T23:59:59Z, seconds"
    })
    void shouldUseTheUnitInWhichTheFirstNumberIsBetween2000And2100(String timestamp, Instant expected, String unit) {
        Imported imported =
                Imported.of("{\"type\":\"t\",\"timestamp\":\"2026-01-01\"}\n" + line(timestamp) + line(timestamp));

        assertThat(imported.problems).isEmpty();
        assertThat(imported.events)
                .element(1)
                .satisfies(event -> assertThat(event.timestamp()).isEqualTo(expected));
        assertThat(imported.events.get(2).timestamp()).isEqualTo(expected);
        assertThat(imported.notes).singleElement().satisfies(note -> {
            assertThat(note.message())
                    .contains("are read as " + unit + " since 1970")
                    .contains("--time-unit");
            assertThat(note.line()).isEqualTo(2);
        });
    }

    @ParameterizedTest
    @CsvSource({
        "1772443800459, 2026-03-02T09:30:00.459Z",
        "946684800000, 2000-01-01T00:00:00Z",
        "0, 1970-01-01T00:00:00Z",
        "1, 1970-01-01T00:00:00.001Z",
        "2, 1970-01-01T00:00:00.002Z",
        "946684799, 1970-01-11T22:58:04.799Z",
        "4102444800, 1970-02-17T11:34:04.800Z",
        "-1772443800, 1969-12-11T11:39:16.200Z"
    })
    void shouldReadOtherNumbersAsMilliseconds(String timestamp, Instant expected) {
        Imported imported = Imported.of(line(timestamp));

        assertThat(imported.events.get(0).timestamp()).isEqualTo(expected);
        assertThat(imported.notes).isEmpty();
        assertThat(imported.problems).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(
            value = TimeUnit.class,
            names = {"SECONDS", "MILLISECONDS", "MICROSECONDS", "NANOSECONDS"})
    void shouldUseTheUnitOfTheOptions(TimeUnit unit) {
        String text = line(1_772_443_800L) + line("\"1772443800459\"") + line(7);
        Imported imported = Imported.of(text, ImportOptions.lenient().withTimeUnit(unit));

        assertThat(imported.problems).isEmpty();
        assertThat(imported.notes).isEmpty();
        for (int i = 0; i < 3; i++) {
            long number = List.of(1_772_443_800L, 1_772_443_800_459L, 7L).get(i);
            assertThat(imported.events.get(i).timestamp()).isEqualTo(Instant.EPOCH.plus(number, unit.toChronoUnit()));
        }
    }

    @Test
    void shouldReportMixedUnitsWithTheirLines() {
        Imported seconds = Imported.of(line(1_772_443_800L) + line(1_772_443_800_459L) + line(1_772_443_801L));
        assertThat(seconds.events).hasSize(2);
        assertThat(seconds.problems).singleElement().satisfies(problem -> {
            assertThat(problem.line()).isEqualTo(2);
            assertThat(problem.message())
                    .contains("timestamp=1772443800459 seems to have a different unit from the timestamps before it:"
                            + " those are in seconds, and this one, read in milliseconds, is"
                            + " 2026-03-02T09:30:00.459Z");
        });

        Imported millis =
                Imported.of(line(1_772_443_800_459L) + line(1_772_443_800L) + line(0) + line("\"1772443800459000\""));
        assertThat(millis.events).hasSize(2);
        assertThat(millis.problems).extracting(ImportReport.Problem::line).containsExactly(2L, 4L);

        Imported small = Imported.of(line(5) + line(1_772_443_800L) + line(1_772_443_800_459L));
        assertThat(small.problems).extracting(ImportReport.Problem::line).containsExactly(2L);
    }

    @Test
    void shouldReadAClockThatBeganAtZeroAndRunsForWeeksAsMilliseconds() {
        StringBuilder text = new StringBuilder();
        for (long millis = 0; millis < 2_000_000_000L; millis += 100_000_000) {
            text.append(line(millis));
        }
        Imported imported = Imported.of(text.toString());

        assertThat(imported.problems).isEmpty();
        assertThat(imported.events.get(19).timestamp()).isEqualTo(Instant.ofEpochMilli(1_900_000_000));
    }

    @ParameterizedTest
    @ValueSource(strings = {"[%s,%s]", "{\"events\":[%s,%s]}"})
    void shouldUseTheUnitOfTheFirstNumberInDocumentsToo(String layout) {
        Imported imported = Imported.of(String.format(layout, line(1_772_443_800L), line(1_772_443_800_459L)));

        assertThat(imported.events).hasSize(1);
        assertThat(imported.problems).hasSize(1);
        assertThat(imported.notes).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(
            value = TimeUnit.class,
            names = {"MINUTES", "HOURS", "DAYS"})
    void shouldRefuseUnitsThatAreLongerThanASecond(TimeUnit unit) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ImportOptions.lenient().withTimeUnit(unit))
                .withMessage("timeUnit=" + unit + " is longer than a second");
    }
}
