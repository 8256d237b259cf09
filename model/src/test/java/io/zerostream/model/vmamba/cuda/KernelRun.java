package io.zerostream.model.vmamba.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import io.zerostream.model.vmamba.cuda.Schedule.Addresses;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Runs the kernels' whole schedule on plain numbers and judges the results. */
record KernelRun(Launcher launcher, Supplier<KernelMemory> memory) {
    float[] forward(ScanCase scan) {
        Schedule schedule = new Schedule(scan.sizes(), launcher);
        try (KernelMemory room = memory.get()) {
            int size = scan.inputs().get(0).length;
            long y = room.room(size);
            schedule.forward(put(room, scan), y, room.room(schedule.forwardScratch()));
            return room.read(y, size);
        }
    }

    /** Gradients in the order of the inputs. */
    List<float[]> backward(ScanCase scan) {
        Schedule schedule = new Schedule(scan.sizes(), launcher);
        try (KernelMemory room = memory.get()) {
            List<Long> to =
                    scan.inputs().stream().map(input -> room.room(input.length)).toList();
            Addresses out = new Addresses(to.get(0), to.get(1), to.get(2), to.get(3), to.get(4), to.get(5));
            schedule.backward(put(room, scan), room.put(scan.upstream()), out, room.room(schedule.backwardScratch()));
            List<float[]> gradients = new ArrayList<>();
            for (int i = 0; i < to.size(); i++) {
                gradients.add(room.read(to.get(i), scan.inputs().get(i).length));
            }
            return gradients;
        }
    }

    static Addresses put(KernelMemory room, ScanCase scan) {
        long[] at = scan.inputs().stream().mapToLong(room::put).toArray();
        return new Addresses(at[0], at[1], at[2], at[3], at[4], at[5]);
    }

    /** Forward and every gradient against the definition. */
    void meetsTheDefinition(ScanCase scan, double limit, double gradientLimit) {
        ScanReference reference = ScanReference.of(scan);
        assertClose("y", forward(scan), reference.forward(), limit);
        List<float[]> actual = backward(scan);
        List<double[]> expected = reference.backward(ScanReference.doubles(scan.upstream()));
        for (int i = 0; i < actual.size(); i++) {
            assertClose("d" + ScanCase.NAMES.get(i), actual.get(i), expected.get(i), gradientLimit);
        }
    }

    /** Largest difference over the largest expected value; NaN never passes. */
    static void assertClose(String what, float[] actual, double[] expected, double limit) {
        assertThat(actual).hasSize(expected.length);
        double scale = 1e-30;
        double error = 0;
        for (int i = 0; i < expected.length; i++) {
            assertThat(Float.isFinite(actual[i]))
                    .as("%s[%d] is finite", what, i)
                    .isTrue();
            scale = Math.max(scale, Math.abs(expected[i]));
            error = Math.max(error, Math.abs(actual[i] - expected[i]));
        }
        assertThat(error / scale).as("%s: error over largest value", what).isLessThanOrEqualTo(limit);
    }
}
