package io.zerostream.conformance.internal;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.zerostream.model.vmamba.CrossScan;
import java.io.IOException;
import java.nio.file.Path;

/** The four scan orders and their inverse: exact one way, up to the order of additions the other; gradients likewise. */
public final class CrossScanGroup implements Group {
    private static final double MERGE = 1e-6;

    @Override
    public void run(Path folder, Cases cases) throws IOException {
        for (Path file : Npz.files(folder, "", ".npz")) {
            String name = Npz.stem(file);
            cases.attempt(name, () -> run(name, Npz.read(file), cases));
        }
    }

    private static void run(String name, Npz file, Cases cases) {
        try (NDManager manager = Engines.manager()) {
            NDArray x = Engines.leaf(manager, file.get("x"));
            float[] scan = Engines.recorded(
                    () -> CrossScan.scan(x.transpose(0, 2, 3, 1)).transpose(1, 0, 3, 2),
                    Engines.array(manager, file.get("dscan")));
            cases.close(name + ": scan", scan, file.get("scan"), 0);
            cases.close(name + ": dx", Engines.floats(x.getGradient()), file.get("dx"), MERGE);
            NpyArray in = file.get("merge_in");
            NDArray given = Engines.leaf(manager, in);
            float[] merge = Engines.recorded(() -> merge(given), Engines.array(manager, file.get("dmerge")));
            cases.close(name + ": merge", merge, file.get("merge"), MERGE);
            cases.close(name + ": dmerge_in", Engines.floats(given.getGradient()), file.get("dmerge_in"), 0);
            if (file.has("scan_channel_last")) {
                NDArray ours = CrossScan.scan(x.transpose(0, 2, 3, 1)).transpose(1, 2, 0, 3);
                cases.close(name + ": scan_channel_last", Engines.floats(ours), file.get("scan_channel_last"), 0);
            }
            if (file.has("merge_channel_last")) {
                NDArray ours = merge(given).transpose(0, 2, 1);
                cases.close(name + ": merge_channel_last", Engines.floats(ours), file.get("merge_channel_last"), MERGE);
            }
        }
    }

    /** (B,4,C,H,W) in scan order to (B,C,L). */
    private static NDArray merge(NDArray in) {
        long b = in.getShape().get(0);
        long c = in.getShape().get(2);
        long h = in.getShape().get(3);
        long w = in.getShape().get(4);
        return CrossScan.merge(in.reshape(b, 4, c, h * w).transpose(1, 0, 3, 2), h, w)
                .reshape(b, h * w, c)
                .transpose(0, 2, 1);
    }
}
