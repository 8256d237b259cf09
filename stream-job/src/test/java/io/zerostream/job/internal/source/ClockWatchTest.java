package io.zerostream.job.internal.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.zerostream.job.config.EventTime;
import io.zerostream.job.internal.Alarm;
import io.zerostream.job.internal.IncomingPicture;
import io.zerostream.job.internal.Origin;
import io.zerostream.schemas.avro.ImageEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.metrics.SimpleCounter;
import org.junit.jupiter.api.Test;

class ClockWatchTest {
    private static final long START = 1_700_000_000_000L;
    private static final long HOUR = ClockWatch.AGAIN.toMillis();

    private final SimpleCounter off = new SimpleCounter();
    private final ClockWatch watch = new ClockWatch(EventTime.DEFAULT, off);
    private final List<Alarm> alarms = new ArrayList<>();
    private long arrival = START;

    @Test
    void aClockThatIsRightOrOffOnceInAWhileIsNothingToTell() {
        for (int i = 0; i < 100; i++) {
            look("camera", i % 10 == 0 ? 60_000 : i % 5000);
        }
        assertThat(alarms).isEmpty();
        assertThat(off.getCount()).isEqualTo(10);
    }

    @Test
    void aClockThatIsBehindIsToldOnceAnHourWithTheLeastThatItIsOff() {
        for (int i = 0; i < 2 * ClockWatch.IN_A_ROW; i++) {
            look("slow", 600_000 + i);
            look("good", 100);
        }
        assertThat(alarms).singleElement().satisfies(alarm -> {
            assertThat(alarm.code()).isEqualTo(Alarm.Code.CLOCK_OFF);
            assertThat(alarm.message()).contains("'slow'").contains("PT10M before");
        });
        arrival += HOUR;
        look("slow", 600_000);
        assertThat(alarms).hasSize(2);
    }

    @Test
    void aClockThatRunsAheadIsToldAsSuch() {
        for (int i = 0; i < ClockWatch.IN_A_ROW; i++) {
            look("fast", -3_600_000);
        }
        assertThat(alarms).singleElement().satisfies(alarm -> assertThat(alarm.message())
                .contains("PT1H after"));
    }

    @Test
    void sourcesWithoutEndTakeNoMemoryWithoutEnd() {
        for (int i = 0; i < ClockWatch.IN_A_ROW - 1; i++) {
            look("slow", 600_000);
        }
        for (int i = 0; i < ClockWatch.SOURCES; i++) {
            look("upload-" + i, 600_000);
        }
        look("slow", 600_000);
        assertThat(alarms).as("it was forgotten, and begins anew").isEmpty();
    }

    private void look(String source, long behind) {
        arrival += 10;
        ImageEvent event = ImageEvent.newBuilder()
                .setEventId("p")
                .setSourceId(source)
                .setCapturedAt(Instant.ofEpochMilli(arrival - behind))
                .build();
        watch.look(new IncomingPicture(
                        new Origin("images", 0, 0, arrival, null, null, 0, null, null), event, null, arrival, 0))
                .ifPresent(alarms::add);
    }
}
