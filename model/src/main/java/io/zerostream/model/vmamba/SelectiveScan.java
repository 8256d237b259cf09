package io.zerostream.model.vmamba;

import ai.djl.ndarray.NDArray;

/**
 * The selective state-space recurrence, per channel k and state n:
 *
 * <pre>h_t = exp(dt_t · A) · h_{t-1} + dt_t · B_t · u_t,   y_t = Σ_n C_t · h_t,   h_{-1} = 0</pre>
 *
 * <p>The skip term D·u is the caller's. Letters: G directions, B batch, L positions in scan order, D channels, N states.
 * Implementations agree with the definition for any length and any step, large ones included. Results hang on the manager
 * of {@code u}.
 */
@FunctionalInterface
public interface SelectiveScan {
    /**
     * Runs all directions.
     *
     * @param u inputs (G,B,L,D)
     * @param dt steps (G,B,L,D), after bias and softplus
     * @param decay A, negative, (G,D,N)
     * @param in B of each position (G,B,L,N)
     * @param out C of each position (G,B,L,N)
     * @return y (G,B,L,D)
     */
    NDArray scan(NDArray u, NDArray dt, NDArray decay, NDArray in, NDArray out);

    /** Tensor operations in blocks of about √L; any device; differentiable. */
    static SelectiveScan blocked() {
        return BlockedScan::scan;
    }
}
