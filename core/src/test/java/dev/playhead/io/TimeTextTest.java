package dev.playhead.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimeTextTest {
    private static TimeText.Time read(String text, String zone) {
        return Objects.requireNonNull(TimeText.parse(text, ZoneId.of(zone)), text);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "2026-03-02T09:30:00Z | 2026-03-02T09:30:00Z",
                "2026-03-02t09:30:00z | 2026-03-02T09:30:00Z",
                "2026-03-02 09:30:00,459 | 2026-03-02T09:30:00.459Z",
                "2026-03-02T09:30:00,459Z | 2026-03-02T09:30:00.459Z",
                "2026-03-02T09:30:00.459+0100 | 2026-03-02T08:30:00.459Z",
                "2026-03-02T09:30:00.459+01 | 2026-03-02T08:30:00.459Z",
                "2026-03-02T09:30:00.459-01:30 | 2026-03-02T11:00:00.459Z",
                "2026-03-02T09:30:00+01:00:30 | 2026-03-02T08:29:30Z",
                "2026-03-02 09:30:00 +0100 | 2026-03-02T08:30:00Z",
                "2026-03-02  09:30 UTC | 2026-03-02T09:30:00Z",
                "2026-03-02 09:30:00GMT | 2026-03-02T09:30:00Z",
                "2026-03-02T09:30 | 2026-03-02T09:30:00Z",
                "2026-03-02T09:30+01:00 | 2026-03-02T08:30:00Z",
                "2026-03-02 | 2026-03-02T00:00:00Z",
                "' 2026-03-02 ' | 2026-03-02T00:00:00Z",
                "20260302 | 2026-03-02T00:00:00Z",
                "20260302093000 | 2026-03-02T09:30:00Z",
                "2026-03-02T24:00:00Z | 2026-03-03T00:00:00Z",
                "2026-06-30T10:42:00+02:00[Europe/Berlin] | 2026-06-30T08:42:00Z",
                "2026-06-30T10:42:00[Europe/Berlin] | 2026-06-30T08:42:00Z",
                "2026-06-30T10:42:00Z[u-ca=iso8601] | 2026-06-30T10:42:00Z",
                "2026-03-02T09:30:00.1Z | 2026-03-02T09:30:00.100Z",
                "2026-03-02T09:30:00.123456789Z | 2026-03-02T09:30:00.123456789Z",
                "2026-03-02T09:30:00.123456789000Z | 2026-03-02T09:30:00.123456789Z",
                "-0044-03-15T12:00:00Z | -0044-03-15T12:00:00Z",
                "+12026-03-02T09:30:00Z | +12026-03-02T09:30:00Z",
                "+1000000000-12-31T23:59:59.999999999Z | +1000000000-12-31T23:59:59.999999999Z",
                "-1000000000-01-01T00:00:00Z | -1000000000-01-01T00:00:00Z",
                "Mon, 02 Mar 2026 09:30:00 GMT | 2026-03-02T09:30:00Z",
                "Mon, 2 Mar 2026 09:30:00 +0100 | 2026-03-02T08:30:00Z",
                "2 Mar 2026 09:30 UTC | 2026-03-02T09:30:00Z"
            })
    void shouldReadTimes(String text, Instant expected) {
        TimeText.Time time = read(text, "UTC");

        assertThat(time.instant()).isEqualTo(expected);
        assertThat(time.remarks()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "2026-03-02T09:30:00.1234567890123Z | 2026-03-02T09:30:00.123456789Z | CUT_DIGITS",
                "2026-03-02T09:30:00.9999999999Z | 2026-03-02T09:30:00.999999999Z | CUT_DIGITS",
                "2016-12-31T23:59:60Z | 2016-12-31T23:59:59Z | LEAP_SECOND",
                "2017-01-01 00:59:60.5+0100 | 2016-12-31T23:59:59.5Z | LEAP_SECOND",
                "'Sat, 31 Dec 2016 23:59:60 GMT' | 2016-12-31T23:59:59Z | LEAP_SECOND",
                "2026-11-01T01:30:00 | 2026-11-01T05:30:00Z | REPEATED_HOUR",
                "2026-03-08T02:30:00 | 2026-03-08T07:30:00Z | SKIPPED_HOUR"
            })
    void shouldAddARemarkIfATimeIsAmbiguousOrChanged(String text, Instant expected, Remarks.Kind remark) {
        TimeText.Time time = read(text, "America/New_York");

        assertThat(time.instant()).isEqualTo(expected);
        assertThat(time.remarks()).containsExactly(remark);
    }

    @ParameterizedTest
    @CsvSource({
        "2026-03-02T09:30:00, 2026-03-02T14:30:00Z",
        "2026-03-02, 2026-03-02T05:00:00Z",
        "20260302, 2026-03-02T05:00:00Z",
        "2026-03-02T09:30:00Z, 2026-03-02T09:30:00Z",
        "2026-03-02T09:30:00+01, 2026-03-02T08:30:00Z"
    })
    void shouldReadLocalTimesInTheGivenZone(String text, Instant expected) {
        assertThat(read(text, "America/New_York").instant()).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "noon",
                "1772443800459",
                "-7",
                "20261302",
                "2026",
                "2026-03",
                "2026-3-2",
                "2026-02-30",
                "2026-13-01T00:00:00Z",
                "2026-03-02T",
                "2026-03-02T9:30",
                "2026-03-02T09:60:00Z",
                "2026-03-02T25:00:00Z",
                "2026-03-02T24:00:01Z",
                "2026-03-02T09:30:61Z",
                "2026-03-02T09:30:60Z",
                "2026-03-02T09:30:00.Z",
                "2026-03-02T09:30:00.5.5Z",
                "2026-03-02T09:30:00+1",
                "2026-03-02T09:30:00+19:00",
                "2026-03-02T09:30:00Zx",
                "2026-03-02T09:30:00[Nowhere/Land]",
                "2026-03-02T09:30:00[Europe/Berlin",
                "2026-03-02x09:30:00",
                "+99999999999-01-01T00:00:00Z",
                "Tue, 02 Mar 2026 09:30:00 GMT",
                "Mon, 02 Mar 2026"
            })
    void shouldRefuseTextThatIsNotATime(String text) {
        assertThat(TimeText.parse(text, ZoneOffset.UTC)).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"1772443800459", "0", "-1", "+1", "1772443800.631", "-0.5", ".5"})
    void shouldRecognizeNumbers(String text) {
        assertThat(TimeText.isNumber(text)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-", ".", "1.", "1e3", "1.2.3", "1-2", "0x1", "2026-03-02", "\u0661"})
    void shouldNotRecognizeOtherTextAsNumbers(String text) {
        assertThat(TimeText.isNumber(text)).isFalse();
        assertThat(TimeText.isNumber("1".repeat(1_000))).isFalse();
    }
}
