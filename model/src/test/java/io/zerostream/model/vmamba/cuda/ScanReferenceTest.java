package io.zerostream.model.vmamba.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

/** The oracle's own gradients, against the slope of its own result. */
class ScanReferenceTest {
    private static final double STEP = 1e-5;

    @Test
    void gradientsAreTheSlopesOfTheForward() {
        ScanCase scan = ScanCase.random(new int[] {2, 2, 3, 2, 2, 2}, 0, 5);
        double[] dy = ScanReference.doubles(scan.upstream());
        List<double[]> inputs =
                scan.inputs().stream().map(ScanReference::doubles).toList();
        ScanReference reference = new ScanReference(scan.sizes(), inputs);
        List<double[]> gradients = reference.backward(dy);

        for (int i = 0; i < inputs.size(); i++) {
            double[] input = inputs.get(i);
            for (int j = 0; j < input.length; j++) {
                double before = input[j];
                input[j] = before + STEP;
                double above = dot(reference.forward(), dy);
                input[j] = before - STEP;
                double below = dot(reference.forward(), dy);
                input[j] = before;
                assertThat(gradients.get(i)[j])
                        .as("%s[%d]", ScanCase.NAMES.get(i), j)
                        .isCloseTo((above - below) / (2 * STEP), within(1e-7));
            }
        }
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }
}
