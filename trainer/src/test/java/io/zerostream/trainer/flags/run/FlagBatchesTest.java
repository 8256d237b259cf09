package io.zerostream.trainer.flags.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.zerostream.trainer.flags.FlagsDataSet;
import io.zerostream.trainer.learn.Batch;
import io.zerostream.trainer.learn.BatchQueue;
import io.zerostream.trainer.loop.LoopConfig;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FlagBatchesTest {
    private static final int A = 36;
    private final FlagsDataSet flags = FlagsDataSet.load();
    private final LoopConfig config = FlagsCheckpoint.report().config();
    private final FlagBatches maker = maker();

    @Test
    void makesTheSameBatchForTheSameNumber() {
        Batch first = maker.make(7);
        Batch again = maker().make(7);
        assertThat(again.pictures()).isEqualTo(first.pictures());
        assertThat(again.targets()).isEqualTo(first.targets());
        assertThat(maker.make(8).pictures()).isNotEqualTo(first.pictures());
    }

    @Test
    void givesEveryPictureOneClassWithItsAttributes() {
        Batch batch = maker.make(1);
        for (int i = 0; i < batch.size(); i++) {
            int target = -1;
            for (int c = 0; c < batch.classes(); c++) {
                if (batch.targets()[i * batch.classes() + c] == 1) {
                    assertThat(target).as("one class only").isEqualTo(-1);
                    target = c;
                }
            }
            double dot = 0;
            double length = 0;
            for (int a = 0; a < A; a++) {
                dot += batch.prototypes()[target * A + a] * batch.attributes()[i * A + a];
                length += batch.attributes()[i * A + a];
            }
            assertThat(dot)
                    .as("prototype and attributes point the same way")
                    .isEqualTo(Math.sqrt(length), within(1e-5));
        }
    }

    @Test
    void neverListsTwoEqualClasses() {
        Batch batch = maker.make(2);
        Set<String> rows = new HashSet<>();
        for (int c = 0; c < batch.classes(); c++) {
            rows.add(Arrays.toString(Arrays.copyOfRange(batch.prototypes(), c * A, (c + 1) * A)));
        }
        assertThat(rows).hasSize(batch.classes());
        assertThat(batch.classes()).isGreaterThan(91);
    }

    @Test
    void hasFlagsInOrderFromTheQueueWhateverTheThreads() {
        try (BatchQueue<Batch> queue = new BatchQueue<>(maker::make, 0, 5, 3)) {
            for (int n = 0; n < 5; n++) {
                assertThat(queue.take().pictures()).isEqualTo(maker.make(n).pictures());
            }
        }
    }

    private FlagBatches maker() {
        MadeUpFlags madeUp = new MadeUpFlags(
                flags.space(),
                flags.seen(),
                flags.classes(),
                config.views(FlagSettings.class).madeUp(),
                1);
        return new FlagBatches(config, "test", flags.seen(), madeUp);
    }
}
