package io.zerostream.model.vmamba.cuda;

import io.zerostream.model.Golden;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * A golden case of the plain scan as a call of SS2D's core: each group g of each picture becomes a picture of its own, one row
 * of L positions, on which only direction g has anything but zeros in p. The step projection is the identity, its input the
 * given step. Skip is zero: the kernel adds it in all four directions, the case in one.
 */
final class GoldenScan {
    private final Map<String, Npz.Values> golden;
    private final int pictures;
    private final int groups;
    private final int channels;
    private final int states;
    private final int length;
    private final int width;

    private GoldenScan(Map<String, Npz.Values> golden) {
        this.golden = golden;
        pictures = size("u", 0);
        length = size("u", 2);
        groups = size("B", 1);
        channels = size("A", 0) / groups;
        states = size("A", 1);
        width = channels + 2 * states;
    }

    private int size(String name, int axis) {
        return array(name).shape()[axis];
    }

    private float[] numbers(String name) {
        return array(name).numbers();
    }

    private Npz.Values array(String name) {
        return Objects.requireNonNull(golden.get(name), () -> "the case has no " + name);
    }

    /** Cases whose step goes through softplus, as the kernel's does. */
    static Stream<Path> cases() throws IOException {
        return Golden.files("scan", "s").filter(file -> !file.toString().contains("no_softplus"));
    }

    static void meet(KernelRun run, Path file) throws IOException {
        new GoldenScan(Npz.read(file)).meet(run, file.toString().contains("long_memory") ? 3e-5 : 1e-5);
    }

    private void meet(KernelRun run, double gradientLimit) {
        ScanCase scan = new ScanCase(
                new Sizes((long) pictures * groups, 1, length, channels, new KernelCode(channels, states)),
                List.of(maps("u"), rows("delta", "B", "C"), identity(), bias(), decay(), new float[4 * channels]),
                maps("dout"));
        KernelRun.assertClose("out", run.forward(scan), expected("out", "u"), 5e-6);
        List<float[]> g = run.backward(scan);
        KernelRun.assertClose("du", g.get(0), expected("du", "dout"), gradientLimit);
        float[] rows = rows("ddelta", "dB", "dC");
        for (int part = 0; part < 3; part++) {
            // each gradient against its own largest value
            KernelRun.assertClose(
                    List.of("ddelta", "dB", "dC").get(part),
                    part(g.get(1), part),
                    ScanReference.doubles(part(rows, part)),
                    gradientLimit);
        }
        if (golden.containsKey("ddelta_bias")) {
            KernelRun.assertClose("ddelta_bias", first(g.get(3)), doubles("ddelta_bias"), gradientLimit);
        }
        KernelRun.assertClose("dA", first(g.get(4)), doubles("dA"), gradientLimit);
    }

    /** What the case has without its skip term, which is D times the other array. */
    private double[] expected(String name, String times) {
        double[] values = ScanReference.doubles(maps(name));
        if (golden.containsKey("D")) {
            float[] skip = numbers("D");
            float[] other = maps(times);
            for (int i = 0; i < values.length; i++) {
                int picture = i / (length * channels);
                values[i] -= (double) skip[picture % groups * channels + i % channels] * other[i];
            }
        }
        return values;
    }

    /** (B,G·D,L) in scan order to (B·G,L,D) in spatial order. */
    private float[] maps(String name) {
        float[] from = numbers(name);
        float[] to = new float[from.length];
        for (int i = 0; i < to.length; i++) {
            int d = i % channels;
            int place = i / channels % length;
            int picture = i / channels / length;
            to[i] = from[(picture * channels + d) * length + time(picture, place)];
        }
        return to;
    }

    /** Direction 0 or 1 of a single row reads it ahead, 2 and 3 back. */
    private int time(int picture, int place) {
        return picture % groups < 2 ? place : length - 1 - place;
    }

    private float[] rows(String step, String in, String out) {
        float[] steps = maps(step);
        float[] ins = numbers(in);
        float[] outs = numbers(out);
        float[] p = new float[pictures * groups * length * 4 * width];
        for (int at = 0; at < pictures * groups * length; at++) {
            int picture = at / length;
            int row = (at * 4 + picture % groups) * width;
            System.arraycopy(steps, at * channels, p, row, channels);
            for (int n = 0; n < states; n++) {
                int from = (picture * states + n) * length + time(picture, at % length);
                p[row + channels + n] = ins[from];
                p[row + channels + states + n] = outs[from];
            }
        }
        return p;
    }

    /** Steps, B or C of all rows that are in use. */
    private float[] part(float[] p, int part) {
        int start = new int[] {0, channels, channels + states}[part];
        int end = new int[] {channels, channels + states, width}[part];
        List<Float> values = new ArrayList<>();
        for (int at = 0; at < pictures * groups * length; at++) {
            int row = (at * 4 + at / length % groups) * width;
            for (int i = start; i < end; i++) {
                values.add(p[row + i]);
            }
        }
        float[] result = new float[values.size()];
        for (int i = 0; i < result.length; i++) {
            result[i] = values.get(i);
        }
        return result;
    }

    private float[] identity() {
        float[] weight = new float[4 * channels * channels];
        for (int i = 0; i < 4 * channels; i++) {
            weight[i * channels + i % channels] = 1;
        }
        return weight;
    }

    private float[] bias() {
        float[] bias = new float[4 * channels];
        if (golden.containsKey("delta_bias")) {
            float[] given = numbers("delta_bias");
            System.arraycopy(given, 0, bias, 0, given.length);
        }
        return bias;
    }

    private float[] decay() {
        float[] decay = new float[4 * channels * states];
        float[] given = numbers("A");
        System.arraycopy(given, 0, decay, 0, given.length);
        return decay;
    }

    /** The groups that the case has. */
    private float[] first(float[] four) {
        float[] result = new float[four.length / 4 * groups];
        System.arraycopy(four, 0, result, 0, result.length);
        return result;
    }

    private double[] doubles(String name) {
        return ScanReference.doubles(numbers(name));
    }
}
