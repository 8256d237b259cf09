package io.zerostream.cameras.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.zerostream.cameras.Scenes;
import io.zerostream.cameras.stream.Region;
import io.zerostream.cameras.stream.StreamException;
import org.junit.jupiter.api.Test;

class ChangeDetectorTest {
    private static final int WIDTH = 640;
    private static final int HEIGHT = 480;

    private final ChangeDetector detector = new ChangeDetector(Region.ALL, 0.01);

    private static Pixels room(long noise, int light, int visitor) {
        return new Pixels(Scenes.room(WIDTH, HEIGHT, noise, light, visitor));
    }

    private boolean look(Pixels frame) throws StreamException {
        boolean changed = detector.changed(frame);
        if (changed) {
            detector.sent();
        }
        return changed;
    }

    @Test
    void noiseAndLightAreNoChange() throws Exception {
        assertThat(look(room(0, 0, -1))).as("the first").isTrue();
        for (int i = 1; i <= 10; i++) {
            assertThat(look(room(i, 0, -1))).as("noise %d", i).isFalse();
        }
        assertThat(look(room(20, 25, -1))).as("a lamp").isFalse();
        assertThat(look(room(21, -25, -1))).as("a cloud").isFalse();
    }

    @Test
    void whoComesAndGoesIs() throws Exception {
        look(room(0, 0, -1));
        assertThat(look(room(1, 0, 100))).as("came").isTrue();
        assertThat(look(room(2, 0, 100))).as("stays").isFalse();
        assertThat(look(room(3, 0, 400))).as("moved").isTrue();
        assertThat(look(room(4, 10, -1))).as("left, and the light with it").isTrue();
    }

    /** Compared with what was sent, not with the frame before: else whoever moves slowly is never seen. */
    @Test
    void slowChangesAddUp() throws Exception {
        look(room(0, 0, 0));
        int sent = 0;
        for (int x = 2; x <= 400; x += 2) {
            sent += look(room(x, 0, x)) ? 1 : 0;
        }
        assertThat(sent).isBetween(4, 60);
    }

    @Test
    void looksAtItsRegionOnly() throws Exception {
        ChangeDetector right = new ChangeDetector(new Region(0.5, 0, 0.5, 1), 0.01);
        right.changed(room(0, 0, -1));
        right.sent();
        assertThat(right.changed(room(1, 0, 100))).isFalse();
        assertThat(right.changed(room(2, 0, 400))).isTrue();
    }

    @Test
    void withoutAThresholdEveryFrameCounts() throws Exception {
        ChangeDetector all = new ChangeDetector(Region.ALL, 0);
        Pixels same = room(0, 0, -1);
        for (int i = 0; i < 3; i++) {
            assertThat(all.changed(same)).isTrue();
            all.sent();
        }
    }
}
