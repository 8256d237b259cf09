package io.zerostream.model.vmamba;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;

/** The four scan orders of a map and their inverse, channels last. */
public final class CrossScan {
    private CrossScan() {}

    /** (B,H,W,C) to (4,B,L,C): rows, columns, rows backwards, columns backwards. */
    public static NDArray scan(NDArray map) {
        long b = map.getShape().get(0);
        long l = map.getShape().get(1) * map.getShape().get(2);
        long c = map.getShape().get(3);
        NDArray rows = map.reshape(b, l, c);
        NDArray columns = map.transpose(0, 2, 1, 3).reshape(b, l, c);
        return NDArrays.stack(new NDList(rows, columns, rows.flip(1), columns.flip(1)));
    }

    /** Each direction's own sequence, given in spatial order (4,B,H,W,C), to scan order (4,B,L,C). */
    public static NDArray order(NDArray maps) {
        long b = maps.getShape().get(1);
        long l = maps.getShape().get(2) * maps.getShape().get(3);
        long c = maps.getShape().get(4);
        NDList k = maps.split(4, 0);
        NDArray zero = k.get(0).reshape(b, l, c);
        NDArray one = k.get(1).squeeze(0).transpose(0, 2, 1, 3).reshape(b, l, c);
        NDArray two = k.get(2).reshape(b, l, c).flip(1);
        NDArray three =
                k.get(3).squeeze(0).transpose(0, 2, 1, 3).reshape(b, l, c).flip(1);
        return NDArrays.stack(new NDList(zero, one, two, three));
    }

    /** (4,B,L,C) in scan order to the sum over directions (B,H,W,C). */
    public static NDArray merge(NDArray scans, long h, long w) {
        long b = scans.getShape().get(1);
        long c = scans.getShape().get(3);
        NDList k = scans.split(4, 0);
        NDArray rows = k.get(0).squeeze(0).add(k.get(2).squeeze(0).flip(1)).reshape(b, h, w, c);
        NDArray columns = k.get(1).squeeze(0).add(k.get(3).squeeze(0).flip(1)).reshape(b, w, h, c);
        return rows.add(columns.transpose(0, 2, 1, 3));
    }
}
