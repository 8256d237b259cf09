package io.zerostream.conformance.internal;

import io.zerostream.model.zeromamba.ZeroMambaConfig;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the reference's training runs have in common.
 *
 * @param config of the network
 * @param weights at the start, by official name
 * @param batches {@code x} (S,B,3,H,W) and {@code y} (S,B)
 * @param classes vectors (a) of the classes that labels count
 */
record TrainingData(ZeroMambaConfig config, Npz weights, Npz batches, List<float[]> classes) {
    int steps() {
        return batches.get("x").size(0);
    }

    int batch() {
        return batches.get("x").size(1);
    }

    int height() {
        return batches.get("x").size(3);
    }

    int width() {
        return batches.get("x").size(4);
    }

    float[] pictures(int step) {
        int length = batch() * 3 * height() * width();
        return Arrays.copyOfRange(batches.get("x").toFloats(), step * length, (step + 1) * length);
    }

    int[] labels(int step) {
        long[] all = batches.get("y").toLongs();
        return Arrays.stream(all, step * batch(), (step + 1) * batch())
                .mapToInt(Math::toIntExact)
                .toArray();
    }

    Map<String, float[]> start() {
        Map<String, float[]> start = new LinkedHashMap<>();
        weights.names().forEach(name -> start.put(name, weights.get(name).toFloats()));
        return start;
    }
}
