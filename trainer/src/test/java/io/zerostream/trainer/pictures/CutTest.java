package io.zerostream.trainer.pictures;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class CutTest {
    private static final int SIDE = 12;
    private static final double[] PLAIN = {1, 1, 1};

    @Test
    void theWholePictureAtItsOwnSizeIsItself() {
        byte[] picture = picture();
        assertThat(new Cut(0, 0, 1, 1, false, PLAIN, 0).of(picture, SIDE, SIDE)).isEqualTo(picture);
    }

    @Test
    void mirroringSwapsLeftAndRight() {
        byte[] picture = picture();
        byte[] mirror = new Cut(0, 0, 1, 1, true, PLAIN, 0).of(picture, SIDE, SIDE);
        for (int row = 0; row < SIDE; row++) {
            for (int column = 0; column < SIDE; column++) {
                for (int c = 0; c < 3; c++) {
                    assertThat(mirror[3 * (row * SIDE + column) + c])
                            .isEqualTo(picture[3 * (row * SIDE + SIDE - 1 - column) + c]);
                }
            }
        }
    }

    @Test
    void aQuarterShowsThatQuarter() {
        byte[] picture = picture();
        byte[] cut = new Cut(0.5, 0, 0.5, 0.5, false, PLAIN, 0).of(picture, SIDE, SIDE / 2);
        assertThat(cut[0]).isEqualTo(picture[3 * (SIDE / 2)]);
        assertThat(cut[3 * (SIDE / 2 - 1)]).isEqualTo(picture[3 * (SIDE - 1)]);
    }

    @Test
    void staysInThePictureAndWithinItsLimits() {
        Views views = new Views(64, 0.3, 2, true, 0.4);
        SplittableRandom random = new SplittableRandom(3);
        for (int i = 0; i < 1000; i++) {
            Cut cut = Cut.draw(views, random);
            assertThat(cut.x()).isBetween(0.0, 1.0);
            assertThat(cut.x() + cut.width()).isLessThanOrEqualTo(1 + 1e-9);
            assertThat(cut.y() + cut.height()).isLessThanOrEqualTo(1 + 1e-9);
            assertThat(cut.width() * cut.height()).isGreaterThan(0.15);
        }
    }

    private static byte[] picture() {
        byte[] rgb = new byte[3 * SIDE * SIDE];
        new Random(5).nextBytes(rgb);
        return rgb;
    }
}
