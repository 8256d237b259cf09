package io.zerostream.model.vmamba;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;

/**
 * The core of SS2D in one go: step projection, softplus, the selective scan in four directions, skip, and merge. All
 * arrays are float32 and contiguous; maps are (B,H,W,channels), in spatial order. With x the map after convolution and
 * SiLU, and p = x_proj(x), whose slice of direction k is [steps (R) | B (N) | C (N)]:
 *
 * <pre>
 * s_t = bias_k + W_k steps_t,   dt_t = softplus(s_t)
 * h_t = exp(dt_t A_k) h_{t-1} + dt_t B_t x_t,   h_{-1} = 0        (VMamba, equation 4)
 * y   = Σ_k C_t h_t + skip_k x_t
 * </pre>
 *
 * <p>Directions: 0 row by row, 1 column by column, 2 and 3 their reverses. Results hang on the manager of {@code x}; no
 * implementation records anything for the engine's own gradients. Implementations are safe for any number of threads.
 */
public interface Ss2dKernel {
    /**
     * What goes in.
     *
     * @param x (B,H,W,D)
     * @param p (B,H,W,4·(R+2N))
     * @param stepWeight W (4,R,D)
     * @param stepBias (4,D)
     * @param decay A, negative (4,D,N)
     * @param skip (4,D)
     */
    record Inputs(NDArray x, NDArray p, NDArray stepWeight, NDArray stepBias, NDArray decay, NDArray skip) {
        /**
         * Checks that the shapes fit.
         *
         * @throws IllegalArgumentException saying which does not
         */
        public Inputs {
            Shape map = x.getShape();
            Shape step = stepWeight.getShape();
            Shape states = decay.getShape();
            require(map.dimension() == 4, "x", x);
            require(step.dimension() == 3 && step.get(0) == 4 && step.get(2) == map.get(3), "stepWeight", stepWeight);
            require(
                    states.dimension() == 3 && states.get(0) == 4 && states.get(1) == map.get(3) && states.get(2) > 0,
                    "decay",
                    decay);
            long width = 4 * (step.get(1) + 2 * states.get(2));
            require(p.getShape().equals(new Shape(map.get(0), map.get(1), map.get(2), width)), "p", p);
            require(stepBias.getShape().equals(new Shape(4, map.get(3))), "stepBias", stepBias);
            require(skip.getShape().equals(new Shape(4, map.get(3))), "skip", skip);
        }

        private static void require(boolean fits, String name, NDArray array) {
            if (!fits) {
                throw new IllegalArgumentException("the shape " + array.getShape() + " of " + name
                        + " does not fit the others; see Ss2dKernel.Inputs");
            }
        }

        /** R, rank of the step projection. */
        public long rank() {
            return stepWeight.getShape().get(1);
        }

        /** N, states of a channel. */
        public long states() {
            return decay.getShape().get(2);
        }
    }

    /** Gradients, in the shapes of the inputs of the same names. */
    record Gradients(NDArray x, NDArray p, NDArray stepWeight, NDArray stepBias, NDArray decay, NDArray skip) {}

    /**
     * @return y (B,H,W,D)
     */
    NDArray forward(Inputs inputs);

    /**
     * @param upstream gradient of y (B,H,W,D)
     */
    Gradients backward(Inputs inputs, NDArray upstream);

    /** Tensor operations: any device; the slowest. */
    static Ss2dKernel tensor() {
        return new TensorSs2d();
    }
}
