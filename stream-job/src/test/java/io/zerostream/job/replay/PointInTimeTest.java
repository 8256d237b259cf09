package io.zerostream.job.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PointInTimeTest {
    private final PointInTime times = new PointInTime(
            Clock.fixed(Instant.parse("2026-11-21T10:00:00Z"), ZoneId.of("UTC")), ZoneId.of("Asia/Tokyo"));

    @ParameterizedTest
    @CsvSource({
        "2026-11-20T08:30:00Z, 2026-11-20T08:30:00Z",
        "2026-11-20T08:30:00+02:00, 2026-11-20T06:30:00Z",
        "2026-11-20T08:30, 2026-11-19T23:30:00Z",
        "2026-11-20, 2026-11-19T15:00:00Z",
        "now, 2026-11-21T10:00:00Z",
        "NOW-90m, 2026-11-21T08:30:00Z",
        "now-1h30m, 2026-11-21T08:30:00Z",
        "now-7d, 2026-11-14T10:00:00Z",
        "now-1d12h, 2026-11-19T22:00:00Z",
        "now-P1D, 2026-11-20T10:00:00Z",
        "' now ', 2026-11-21T10:00:00Z"
    })
    void isReadAsPeopleWriteIt(String text, Instant expected) {
        assertThat(times.parse(text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "yesterday", "now-", "now-90", "2026-13-01"})
    void saysWhatMayBeWritten(String text) {
        assertThatThrownBy(() -> times.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'" + text + "' is no time")
                .hasMessageContaining("2026-11-21T10:00Z")
                .hasMessageContaining("2026-11-21T19:00 (local)");
    }
}
