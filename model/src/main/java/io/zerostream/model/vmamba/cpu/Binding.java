package io.zerostream.model.vmamba.cpu;

import com.sun.jna.Library;
import com.sun.jna.Pointer;
import org.jspecify.annotations.Nullable;

/**
 * Functions of the native library, as in {@code zerostream.h}. Arrays are given by address; their owners keep them alive
 * during the call.
 */
interface Binding extends Library {
    String zs_sources();

    String zs_isa();

    int zs_use_isa(String name);

    int zs_scan_forward(
            long[] shape, long x, long p, long weight, long bias, long decay, long skip, long y, int threads);

    int zs_scan_backward(
            long[] shape,
            long x,
            long p,
            long weight,
            long bias,
            long decay,
            long skip,
            long dy,
            long dx,
            long dp,
            long dweight,
            long dbias,
            long ddecay,
            long dskip,
            int threads);

    Pointer zs_net_create(long[] numbers, int count);

    int zs_net_tensors(Pointer net);

    int zs_net_load(Pointer net, long[] tensors, int training, int threads);

    long zs_net_bytes(Pointer net);

    int zs_net_forward(Pointer net, long images, long pictures, long height, long width, long map, int threads);

    Pointer zs_net_record(
            Pointer net,
            long images,
            long pictures,
            long height,
            long width,
            float @Nullable [] scales,
            long map,
            int threads);

    int zs_net_backward(Pointer tape, long dmap, long[] gradients, int threads);

    void zs_tape_free(Pointer tape);

    void zs_net_free(Pointer net);

    Pointer zs_classes_create(long classes, long attributes);

    long zs_classes_bytes(Pointer classes);

    int zs_classes_put(Pointer classes, long first, long rows, float[] from);

    int zs_classes_match(
            Pointer classes,
            float[] vectors,
            long count,
            long k,
            float[] largest,
            float[] sums,
            int[] best,
            float[] scores,
            int threads);

    void zs_classes_free(Pointer classes);
}
