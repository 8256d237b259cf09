package io.zerostream.model.vmamba;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;

/**
 * h_t = a_t h_{t-1} + b_t along axis 1, in blocks of about √L: first inside all blocks at once, then over the blocks. All
 * factors stay in (0,1], so nothing overflows however large the steps are. About 2√L tensor operations; differentiable.
 */
final class BlockedScan {
    private BlockedScan() {}

    /** {@link SelectiveScan#scan}. */
    static NDArray scan(NDArray u, NDArray dt, NDArray decay, NDArray in, NDArray out) {
        Shape s = u.getShape();
        long states = decay.getShape().get(2);
        Shape flat = new Shape(s.get(0) * s.get(1), s.get(2), s.get(3) * states);
        NDArray steps = dt.expandDims(4);
        NDArray factors =
                steps.mul(decay.reshape(s.get(0), 1, 1, s.get(3), states)).exp();
        NDArray inputs = steps.mul(u.expandDims(4)).mul(in.expandDims(3));
        NDArray h = recurrence(factors.reshape(flat), inputs.reshape(flat))
                .reshape(s.get(0), s.get(1), s.get(2), s.get(3), states);
        NDArray y = h.mul(out.expandDims(3));
        return states == 1 ? y.squeeze(4) : y.sum(new int[] {4});
    }

    /** h_t = a_t h_{t-1} + b_t along axis 1; all arrays (G,L,M). */
    private static NDArray recurrence(NDArray a, NDArray b) {
        long g = a.getShape().get(0);
        long l = a.getShape().get(1);
        long m = a.getShape().get(2);
        if (l == 1) {
            return b;
        }
        long inner = (long) Math.ceil(Math.sqrt((double) l));
        long blocks = (l + inner - 1) / inner;
        long padding = blocks * inner - l;
        if (padding > 0) {
            a = a.concat(a.getManager().ones(new Shape(g, padding, m)), 1);
            b = b.concat(b.getManager().zeros(new Shape(g, padding, m)), 1);
        }
        NDList as = a.reshape(g, blocks, inner, m).split(inner, 2);
        NDList bs = b.reshape(g, blocks, inner, m).split(inner, 2);
        NDList products = new NDList((int) inner);
        NDList local = new NDList((int) inner);
        NDArray p = as.get(0);
        NDArray h = bs.get(0);
        products.add(p);
        local.add(h);
        for (int j = 1; j < inner; j++) {
            h = as.get(j).mul(h).add(bs.get(j));
            p = as.get(j).mul(p);
            local.add(h);
            products.add(p);
        }
        NDArray inside = NDArrays.concat(local, 2);
        if (blocks > 1) {
            NDList ends = h.split(blocks, 1);
            NDList factors = p.split(blocks, 1);
            NDArray carry = a.getManager().zeros(new Shape(g, 1, 1, m));
            NDList carries = new NDList((int) blocks);
            carries.add(carry);
            for (int i = 0; i + 1 < blocks; i++) {
                carry = i == 0 ? ends.get(0) : factors.get(i).mul(carry).add(ends.get(i));
                carries.add(carry);
            }
            inside = inside.add(NDArrays.concat(products, 2).mul(NDArrays.concat(carries, 1)));
        }
        NDArray all = inside.reshape(g, blocks * inner, m);
        return padding > 0 ? all.get(":, :" + l + ", :") : all;
    }
}
