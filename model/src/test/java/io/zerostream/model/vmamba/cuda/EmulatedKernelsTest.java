package io.zerostream.model.vmamba.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The kernels' arithmetic, order and memory, without a GPU: their own source runs on the host. */
class EmulatedKernelsTest {
    private static final float DEFAULT_STEP = -4;
    private static final double VALUES = 2e-6;
    private static final double GRADIENTS = 1e-5;

    @ParameterizedTest(name = "{0} x {1}x{2}x{3}, rank {4}, {5} states, {6} multiprocessors")
    @CsvSource({
        "1, 1, 1, 1, 1, 1, 132", // a single position
        "2, 1, 37, 3, 2, 1, 132", // one row
        "1, 41, 1, 5, 2, 1, 132", // one column
        "2, 4, 4, 24, 2, 1, 132", // exactly one chunk of the backward
        "1, 9, 13, 70, 6, 1, 132", // two tiles, the second hardly filled; short chunks
        "1, 9, 13, 64, 6, 1, 1", // a full tile; long chunks and long runs
        "2, 23, 29, 8, 6, 1, 1", // many chunks, runs of several
        "1, 37, 31, 3, 2, 1, 1", // so many chunks that a kernel carries the states along, in the forward too
        "1, 9, 13, 40, 12, 1, 4",
        "1, 7, 7, 20, 48, 1, 132", // the last stage's rank
        "2, 5, 7, 10, 1, 4, 4",
        "1, 6, 5, 6, 2, 16, 4",
        "1, 3, 5, 4, 3, 2, 4", // odd rows of p: read float by float
    })
    void meetTheDefinition(int b, int h, int w, int d, int r, int n, int multiprocessors) {
        run(multiprocessors)
                .meetsTheDefinition(ScanCase.random(new int[] {b, h, w, d, r, n}, DEFAULT_STEP, 7), VALUES, GRADIENTS);
    }

    @RepeatedTest(12)
    void meetTheDefinitionForAnyShape(RepetitionInfo repetition) {
        Random random = new Random(repetition.getCurrentRepetition());
        int[][] codes = {{2, 1}, {6, 1}, {3, 2}, {1, 4}, {2, 16}};
        int[] code = codes[random.nextInt(codes.length)];
        int[] size = {
            1 + random.nextInt(3),
            1 + random.nextInt(14),
            1 + random.nextInt(14),
            1 + random.nextInt(80),
            code[0],
            code[1]
        };
        run(1 + random.nextInt(4)).meetsTheDefinition(ScanCase.random(size, DEFAULT_STEP, 11), VALUES, GRADIENTS);
    }

    @ParameterizedTest
    @CsvSource({"25, 1", "25, 16", "-110, 1", "8, 4"})
    void surviveStepsThatForgetEverythingOrNothing(float step, int states) {
        run(4).meetsTheDefinition(ScanCase.random(new int[] {1, 11, 12, 6, 2, states}, step, 3), 5e-6, 2e-5);
    }

    @Test
    void giveTheSameBitsAgainAndAgain() {
        ScanCase scan = ScanCase.random(new int[] {2, 9, 10, 70, 2, 1}, DEFAULT_STEP, 9);
        KernelRun run = run(4);

        assertThat(run.forward(scan)).isEqualTo(run.forward(scan));
        List<float[]> once = run.backward(scan);
        List<float[]> again = run.backward(scan);
        for (int i = 0; i < once.size(); i++) {
            assertThat(once.get(i)).as(ScanCase.NAMES.get(i)).isEqualTo(again.get(i));
        }
    }

    private static KernelRun run(int multiprocessors) {
        return new KernelRun(new EmulatedGpu(multiprocessors), HostMemory::new);
    }
}
