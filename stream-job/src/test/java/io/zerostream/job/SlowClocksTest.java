package io.zerostream.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.zerostream.job.config.ConfigKey;
import io.zerostream.job.config.EventTime;
import io.zerostream.job.internal.IncomingPicture;
import io.zerostream.job.internal.Origin;
import io.zerostream.job.internal.classify.TestRegistries;
import io.zerostream.job.internal.control.ControlRecord;
import io.zerostream.job.internal.control.Registry;
import io.zerostream.schemas.avro.ImageEvent;
import io.zerostream.schemas.avro.JobNotice;
import io.zerostream.schemas.avro.LabelStats;
import io.zerostream.schemas.avro.WindowKind;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Cameras whose clocks are off, among others whose clocks are right. */
@Timeout(180)
class SlowClocksTest {
    /** A minute and a half of event time. */
    private static final int ENOUGH = 900;

    private static final Duration WINDOW = Duration.ofSeconds(10);

    @TempDir
    private Path folder;

    /** Every second picture is of camera1, whose clock is ten minutes behind. */
    private record OneIsBehind(EventTime times) implements EndlessJob.Numbered<IncomingPicture> {
        private static final long serialVersionUID = 1L;
        private static final long BEHIND = Duration.ofMinutes(10).toMillis();

        @Override
        public IncomingPicture apply(long n) {
            IncomingPicture good = new NumberedPictures().apply(n);
            long arrival = good.eventTime();
            long capturedAt = n % 2 == 1 ? arrival - BEHIND : arrival;
            ImageEvent event = ImageEvent.newBuilder(good.event())
                    .setCapturedAt(Instant.ofEpochMilli(capturedAt))
                    .build();
            Origin origin = new Origin("images", 0, n, arrival, null, null, 0, null, null);
            return new IncomingPicture(origin, event, null, times.of(capturedAt, arrival), 5);
        }
    }

    @Test
    void aCameraWhoseClockIsBehindHasWindowsThatAreComparedAndPeopleAreTold() throws Exception {
        EventTime times = new EventTime(Duration.ofSeconds(5), Duration.ofSeconds(5), WINDOW);
        List<ControlRecord> control = new Registry().everything("colours");
        TestRegistries registries = new TestRegistries();
        registries.add(control);
        EndlessJob job = new EndlessJob(
                ConfigKey.defaults().withEventTime(times), new OneIsBehind(times), registries, control, null);
        job.untilLabelled(ENOUGH);
        job.stop(folder);

        assertThat(job.stats.records())
                .extracting(LabelStats::getKind)
                .isNotEmpty()
                .containsOnly(WindowKind.TUMBLING);
        assertThat(job.stats.records())
                .filteredOn(s -> s.getSourceId().equals("camera1"))
                .hasSizeGreaterThan(2)
                .last()
                .satisfies(s -> {
                    assertThat(s.getLabels()).isEqualTo(50);
                    assertThat(s.getPsi()).as("compared with the window before").isNotNull();
                });
        assertThat(job.labels.records()).anySatisfy(label -> assertThat(label.getCapturedAt())
                .as("labels say what the camera said")
                .isBefore(Instant.ofEpochMilli(NumberedPictures.START)));
        assertThat(job.notices.records())
                .filteredOn(notice -> notice.getCode().equals("CLOCK_OFF"))
                .extracting(JobNotice::getMessage)
                .singleElement()
                .asString()
                .contains("'camera1'", "PT10M before");
    }
}
