package io.zerostream.job.internal.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CanaryShareTest {
    private static final int PICTURES = 20_000;

    /** The hash is part of the contract: consumers can tell for themselves who got the canary. */
    @Test
    void theHashIsTheBeginningOfTheSha256OfTheEventId() {
        // SHA-256 of "abc" begins ba7816bf 8f01cfea
        assertThat(CanaryShare.fraction("abc")).isCloseTo(0xba7816bf8f01cfeaL * 0x1p-64 + 1, within(1e-15));
    }

    @Test
    void theCanaryGetsItsShare() {
        for (double share : new double[] {0.01, 0.1, 0.5, 0.9}) {
            long picked = IntStream.range(0, PICTURES)
                    .filter(i -> CanaryShare.picks("event-" + i, share))
                    .count();
            assertThat((double) picked / PICTURES).isCloseTo(share, within(0.01));
        }
    }

    @Test
    void noneAndAllAreExact() {
        for (int i = 0; i < PICTURES; i++) {
            assertThat(CanaryShare.picks("event-" + i, 0)).isFalse();
            assertThat(CanaryShare.picks("event-" + i, 1)).isTrue();
        }
    }

    @Test
    void raisingTheShareTakesNoPictureAway() {
        for (int i = 0; i < PICTURES; i++) {
            String id = "event-" + i;
            if (CanaryShare.picks(id, 0.1)) {
                assertThat(CanaryShare.picks(id, 0.3)).isTrue();
            }
        }
    }
}
