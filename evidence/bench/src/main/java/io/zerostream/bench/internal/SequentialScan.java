package io.zerostream.bench.internal;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;

/** The definition of the selective scan, position by position, in tensor operations; N = 1. The slow baseline. */
public final class SequentialScan {
    private SequentialScan() {}

    /**
     * h_t = exp(dt_t A) h_{t-1} + dt_t B_t u_t, y_t = C_t h_t.
     *
     * @param u (G,B,L,D)
     * @param dt (G,B,L,D)
     * @param decay A (G,D,1)
     * @param in B (G,B,L,1)
     * @param out C (G,B,L,1)
     * @return y (G,B,L,D)
     */
    public static NDArray scan(NDArray u, NDArray dt, NDArray decay, NDArray in, NDArray out) {
        long directions = u.getShape().get(0);
        long length = u.getShape().get(2);
        NDArray rates = decay.reshape(directions, 1, 1, u.getShape().get(3));
        NDList factors = dt.mul(rates).exp().split(length, 2);
        NDList inputs = dt.mul(u).mul(in).split(length, 2);
        NDList states = new NDList((int) length);
        NDArray h = inputs.get(0);
        states.add(h);
        for (int t = 1; t < length; t++) {
            h = factors.get(t).mul(h).add(inputs.get(t));
            states.add(h);
        }
        return NDArrays.concat(states, 2).mul(out);
    }
}
