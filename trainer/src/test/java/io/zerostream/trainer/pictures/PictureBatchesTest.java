package io.zerostream.trainer.pictures;

import static org.assertj.core.api.Assertions.assertThat;

import io.zerostream.trainer.data.ZeroShotDataSet;
import io.zerostream.trainer.data.format.DataSets;
import io.zerostream.trainer.learn.Batch;
import io.zerostream.trainer.loop.ColouredSquares;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PictureBatchesTest {
    @TempDir
    private Path folder;

    @Test
    void showsEveryPictureOnceAPassInAnOrderOfItsOwn() throws IOException {
        PictureBatches batches = batches();
        // 36 pictures, six of each seen class; nine batches of eight are two passes
        int[] shown = new int[6];
        for (int n = 0; n < 9; n++) {
            Batch batch = batches.make(n);
            for (int i = 0; i < batch.size(); i++) {
                float[] row = Arrays.copyOfRange(batch.targets(), i * 6, (i + 1) * 6);
                for (int c = 0; c < 6; c++) {
                    shown[c] += (int) row[c];
                }
            }
        }
        assertThat(shown).containsOnly(12);
        assertThat(batches.make(0).targets()).isNotEqualTo(batches.make(9).targets());
    }

    @Test
    void makesABatchAnewWithoutThoseBefore() throws IOException {
        PictureBatches first = batches();
        first.make(0);
        first.make(1);
        Batch straight = batches().make(5);
        assertThat(first.make(5).pictures()).isEqualTo(straight.pictures());
        assertThat(first.make(5).targets()).isEqualTo(straight.targets());
    }

    @Test
    void attributesAreBetweenNoAndYes() throws IOException {
        assertThat(batches().make(0).attributes()).contains(0, 1).hasSize(8 * 4);
    }

    private PictureBatches batches() throws IOException {
        ZeroShotDataSet data = DataSets.open(ColouredSquares.write(folder));
        return new PictureBatches(ColouredSquares.config(), "choose", data, AttributeValues.ofSeen(data), null);
    }
}
