package io.zerostream.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zerostream.job.replay.PointInTime;
import io.zerostream.job.replay.ReplayException;
import io.zerostream.job.replay.ReplayRequest;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a replay on a cluster is asked with. */
class ReplayFlagsTest {
    private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");
    private static final Instant BEFORE = NOW.minusSeconds(60);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "2026-11-20T08:00:00+01:00 | 2026-11-20T07:00:00Z",
                "2026-11-20T08:00          | 2026-11-20T06:00:00Z",
                "2026-11-20                | 2026-11-19T22:00:00Z",
                "now                       | 2026-11-21T10:00:00Z",
                "now-90m                   | 2026-11-21T08:30:00Z",
                "now-P1D                   | 2026-11-20T10:00:00Z",
            })
    void timesAreReadAsPeopleWriteThem(String text, Instant expected) {
        PointInTime times = new PointInTime(Clock.fixed(NOW, ZoneOffset.UTC), ZoneId.of("+02:00"));

        assertThat(times.parse(text)).isEqualTo(expected);
        assertThatThrownBy(() -> times.parse("yesterday")).hasMessageContaining("'yesterday' is no time");
    }

    @Test
    void aClassSetMayNameItsRevision() {
        ReplayRequest pinned = ReplayRequest.of(BEFORE, NOW, "birds@3", null, "default");
        ReplayRequest newest = ReplayRequest.of(BEFORE, NOW, "birds", null, "default");

        assertThat(pinned.classSet()).isEqualTo("birds");
        assertThat(pinned.revision()).isEqualTo(3);
        assertThat(newest.revision()).isNull();
        assertThatThrownBy(() -> ReplayRequest.of(BEFORE, NOW, "birds@new", null, "default"))
                .isInstanceOf(ReplayException.class)
                .hasMessageContaining("'new' is no revision");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "--replay.class-set=birds                                        | replay.from: is missing",
                "--replay.from=now-1h                                            | replay.class-set: is missing",
                "--replay.from=now-1h --replay.class-set                         | replay.class-set: has no value",
                "--replay.form=now-1h                                            | replay.form: is no flag of a replay; there are replay.from",
                "--replay.from=soon --replay.class-set=birds                     | 'soon' is no time",
                "--replay.from=now --replay.to=now-1h --replay.class-set=birds   | the range is empty",
                "--replay.from=now-1h --replay.class-set=birds --batch.max-sise=3 | did you mean batch.max-size",
            })
    void whatCannotBeIsRefusedBeforeAnythingIsAsked(String line, String message) {
        assertThatThrownBy(() -> ReplayMain.run(StreamExecutionEnvironment.createLocalEnvironment(1), line.split(" +")))
                .hasMessageContaining(message);
    }
}
