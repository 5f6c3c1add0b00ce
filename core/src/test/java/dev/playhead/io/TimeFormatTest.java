package dev.playhead.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.playhead.event.GridEvent;
import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TimeFormatTest {
    private static final ImportOptions LENIENT = ImportOptions.lenient();

    private static Imported read(String timestamp, ImportOptions options) {
        return Imported.of("{\"type\":\"t\",\"timestamp\":" + timestamp + "}", options);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "dd.MM.yyyy HH:mm:ss            | \"02.03.2026 09:30:00\"          | 2026-03-02T09:30:00Z",
                "dd.MM.yyyy HH:mm:ss,SSS        | \" 02.03.2026 09:30:00,459 \"    | 2026-03-02T09:30:00.459Z",
                "dd/MMM/yyyy:HH:mm:ss Z         | \"02/Mar/2026:09:30:00 +0100\"   | 2026-03-02T08:30:00Z",
                "dd/MMM/yyyy:HH:mm:ss Z         | \"02/MAR/2026:09:30:00 -0530\"   | 2026-03-02T15:00:00Z",
                "EEE MMM dd HH:mm:ss zzz yyyy   | \"Mon Mar 02 09:30:00 UTC 2026\" | 2026-03-02T09:30:00Z",
                "MMMM d, uuuu h:mm a            | \"September 2, 2026 1:05 pm\"    | 2026-09-02T13:05:00Z",
                "M/d/yyyy                       | \"3/2/2026\"                     | 2026-03-02T00:00:00Z",
                "yyyyMMdd                       | \"20260302\"                     | 2026-03-02T00:00:00Z",
                "yyyyMMdd                       | 20260302                         | 2026-03-02T00:00:00Z",
                "yyyyMMddHHmmssSSS              | 20260302093000459                | 2026-03-02T09:30:00.459Z",
                "yyyy-dd-MM'T'HH:mm:ss'Z'       | \"2026-03-02T09:30:00Z\"         | 2026-02-03T09:30:00Z",
                "yyyy-MM-dd HH:mm:ss.SSSSSSSSS  | \"2026-03-02 09:30:00.123456789\"| 2026-03-02T09:30:00.123456789Z",
                "yyyy-MM-dd HH:mm VV            | \"2026-07-02 09:30 Europe/Paris\"| 2026-07-02T07:30:00Z",
                "yyyy-MM-dd HH:mm               | \"2026-03-02 24:00\"             | 2026-03-03T00:00:00Z"
            })
    void shouldReadTimesOfAPattern(String pattern, String timestamp, Instant expected) {
        Imported imported = read(timestamp, LENIENT.withTimeFormat(pattern));

        assertThat(imported.problems).isEmpty();
        assertThat(imported.events).extracting(GridEvent::timestamp).containsExactly(expected);
    }

    @Test
    void shouldReadTimesWithoutAnOffsetInTheZone() {
        ImportOptions paris = LENIENT.withTimeFormat("d.M.yyyy H:mm").withZone(ZoneId.of("Europe/Paris"));

        assertThat(read("\"2.7.2026 9:30\"", paris).events.get(0).timestamp())
                .isEqualTo(Instant.parse("2026-07-02T07:30:00Z"));
        assertThat(read("\"25.10.2026 2:30\"", paris).notes)
                .singleElement()
                .hasToString(
                        "line 1, column 1: timestamp=25.10.2026 2:30: the local time occurs twice in its zone because"
                                + " clocks go back; the earlier instant is used");
        assertThat(read("\"29.3.2026 2:30\"", paris).notes)
                .singleElement()
                .asString()
                .contains("does not exist");
    }

    @Test
    void shouldReadOtherNumbersAsEpochTimes() {
        ImportOptions options = LENIENT.withTimeFormat("dd.MM.yyyy");

        assertThat(read("1772443800459", options).events.get(0).timestamp())
                .isEqualTo(Instant.parse("2026-03-02T09:30:00.459Z"));
        assertThat(read("1772443800.5", options).events.get(0).timestamp())
                .isEqualTo(Instant.parse("2026-03-02T09:30:00.500Z"));
    }

    @Test
    void shouldReportATextOfAnotherForm() {
        for (String text : new String[] {"2026-03-02T09:30:00Z", "32.03.2026", "", "x".repeat(300)}) {
            assertThat(read("\"" + text + "\"", LENIENT.withTimeFormat("dd.MM.yyyy")).problems)
                    .singleElement()
                    .asString()
                    .contains("line 1, column 1: timestamp=" + (text.length() > 200 ? "x" : text))
                    .contains("does not match timeFormat=dd.MM.yyyy, which reads times such as 02.03.2026");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "``                   | it has no date, which needs a year (yyyy), a month (MM or MMM) and a day (dd)",
                "HH:mm                | it has no date",
                "YYYY-MM-dd           | it has no date",
                "yyyy-mm-dd           | it has no date",
                "%Y-%m-%d %H:%M:%S    | it has no date",
                "yyyy-MM-dd hh:mm:ss  | it has a time of day without its hour (HH, or hh and a)",
                "yyyy-MM-dd mm        | it has a time of day without its hour",
                "yyyy-MM-dd bb        | Unknown pattern letter: b",
                "yyyy-MM-dd 'T        | Pattern ends with an incomplete string literal",
                "yyyy-MM-dd {         | reserved"
            })
    void shouldRefuseAPatternByWhichNoTimeCanBeRead(String pattern, String why) {
        assertThatThrownBy(() -> LENIENT.withTimeFormat(pattern))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("timeFormat=" + pattern + " is not a pattern of times: ")
                .hasMessageContaining(why)
                .hasMessageEndingWith("; use one such as dd.MM.yyyy HH:mm:ss.SSS for 02.03.2026 09:30:00.459");
    }
}
