package io.zerostream.cameras.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.zerostream.cameras.Scenes;
import io.zerostream.cameras.run.FramePicker.Choice;
import io.zerostream.cameras.stream.Region;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class FramePickerTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Pixels ROOM = new Pixels(Scenes.room(160, 120, 0, 0, -1));

    private static FramePicker picker(double rate, @Nullable Duration atLeastEvery, double change) {
        return new FramePicker(rate, atLeastEvery, new ChangeDetector(Region.ALL, change));
    }

    private static List<Choice> choices(FramePicker picker, Instant from, int frames, double framesPerSecond)
            throws Exception {
        List<Choice> choices = new ArrayList<>();
        for (int i = 0; i < frames; i++) {
            choices.add(picker.look(ROOM, from.plusNanos(Math.round(i * 1e9 / framesPerSecond))));
        }
        return choices;
    }

    @Test
    void takesAsManyAsAreAskedFor() throws Exception {
        for (double camera : new double[] {25, 29.97, 7, 3}) {
            List<Choice> choices = choices(picker(2, null, 0), START, (int) (camera * 100), camera);
            assertThat(choices.stream().filter(Choice.SEND::equals).count())
                    .as("of %s a second", camera)
                    .isBetween(195L, 202L);
        }
        assertThat(choices(picker(2, null, 0), START, 100, 1))
                .as("a slow camera")
                .containsOnly(Choice.SEND);
    }

    @Test
    void whatWasMissedIsNotMadeUpFor() throws Exception {
        FramePicker picker = picker(2, null, 0);
        choices(picker, START, 50, 25);
        List<Choice> later = choices(picker, START.plusSeconds(60), 25, 25);
        assertThat(later.stream().filter(Choice.SEND::equals).count()).isEqualTo(2);
    }

    @Test
    void whatDoesNotChangeIsSentNowAndThen() throws Exception {
        List<Choice> choices = choices(picker(2, Duration.ofSeconds(10), 0.02), START, 2000, 20);
        assertThat(choices.stream().filter(Choice.SEND::equals).count()).isEqualTo(10);
        assertThat(choices.stream().filter(Choice.UNCHANGED::equals).count()).isBetween(185L, 192L);
        assertThat(choices(picker(2, null, 0.02), START, 2000, 20).stream()
                        .filter(Choice.SEND::equals)
                        .count())
                .as("once, and never again")
                .isEqualTo(1);
    }

    @Test
    void aClockThatIsSetBackStopsNothing() throws Exception {
        FramePicker picker = picker(2, Duration.ofSeconds(10), 0.02);
        choices(picker, START, 100, 20);
        List<Choice> after = choices(picker, START.minus(Duration.ofDays(365)), 400, 20);
        assertThat(after.get(0)).isEqualTo(Choice.SEND);
        assertThat(after.stream().filter(Choice.SEND::equals).count()).isEqualTo(2);
    }
}
