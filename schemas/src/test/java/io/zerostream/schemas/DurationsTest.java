package io.zerostream.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationsTest {
    @ParameterizedTest
    @CsvSource({
        "50ms, PT0.05S",
        "500 ms, PT0.5S",
        "-5ms, PT-0.005S",
        "90s, PT1M30S",
        "1 s, PT1S",
        "1.5s, PT1.5S",
        "'1,5s', PT1.5S",
        "-1s, PT-1S",
        "+1s, PT1S",
        "5m, PT5M",
        "5 min, PT5M",
        "5 MIN 30 S, PT5M30S",
        "1h, PT1H",
        "1H30m, PT1H30M",
        "1h-30m, PT30M",
        "7d, PT168H",
        "1d12h, PT36H",
        "-1d, PT-24H",
        "1s500ms, PT1.5S",
        "1d 1ms, PT24H0.001S",
        "0s, PT0S",
        "PT1S, PT1S",
        "pt0.05s, PT0.05S",
        "P1DT2H, PT26H",
        "p 1 d, PT24H",
        "-PT1M, PT-1M",
    })
    void areReadAsPeopleWriteThem(String text, Duration expected) {
        assertThat(Durations.parse(text)).isEqualTo(expected);
        assertThat(Durations.parse(' ' + text + '\t')).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "PT0S, 0s",
        "PT0.5S, 500ms",
        "PT1M30S, 1m30s",
        "PT6H, 6h",
        "PT36H, 1d12h",
        "P14D, 14d",
        "P1DT2H3M4.005S, 1d2h3m4s5ms",
        "PT0.0000005S, 0s",
    })
    void areWrittenAsTheyAreRead(Duration time, String text) {
        assertThat(Durations.text(time)).isEqualTo(text);
        assertThat(Durations.parse(text)).isEqualTo(Duration.ofMillis(time.toMillis()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "soon",
                "90",
                "ms",
                "1.5ms",
                "30s5m",
                "5 minutes",
                "12h1d",
                "1w",
                "P",
                "PT",
                "P1M",
                "PT5",
                "99999999999999999999ms",
                "99999999999999999999d",
                "9223372036854775807s9223372036854775807ms",
            })
    void saysWhatMayBeWritten(String text) {
        assertThatThrownBy(() -> Durations.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("'" + text + "' is not a time: write for example 90s, 500 ms, 5 min, 1h or PT1M");
    }
}
