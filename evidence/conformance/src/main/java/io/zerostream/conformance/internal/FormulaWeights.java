package io.zerostream.conformance.internal;

import java.nio.charset.StandardCharsets;
import java.util.function.IntToDoubleFunction;
import java.util.zip.CRC32;

/** Weights and pictures of the reference that come from a formula instead of a file; the suffix tells sets apart. */
final class FormulaWeights {
    private final String suffix;

    /** @param suffix follows every name before its checksum becomes a seed */
    FormulaWeights(String suffix) {
        this.suffix = suffix;
    }

    /** u(name, i) in [-1, 1). */
    IntToDoubleFunction noise(String name) {
        CRC32 crc = new CRC32();
        crc.update((name + suffix).getBytes(StandardCharsets.UTF_8));
        long seed = crc.getValue();
        return i -> {
            long z = seed + (i + 1L) * 0x9E3779B97F4A7C15L;
            z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
            z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
            z ^= z >>> 31;
            return (z >>> 40) * 0x1p-23 - 1;
        };
    }

    /** Values of the parameter with this full official name. */
    float[] parameter(String name, long[] shape) {
        IntToDoubleFunction u = noise(name);
        IntToDoubleFunction rule = rule(name, shape, u);
        float[] values = new float[Math.toIntExact(product(shape, 0))];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) rule.applyAsDouble(i);
        }
        return values;
    }

    private static IntToDoubleFunction rule(String name, long[] shape, IntToDoubleFunction u) {
        if (name.endsWith(".A_logs")) {
            return i -> 0.5 * u.applyAsDouble(i);
        } else if (name.endsWith(".Ds")) {
            return i -> 1 + 0.25 * u.applyAsDouble(i);
        } else if (name.endsWith(".dt_projs_bias")) {
            return i -> -4 + 2 * u.applyAsDouble(i);
        } else if (name.endsWith(".x_proj_weight") || name.endsWith(".dt_projs_weight")) {
            return scaled(Math.sqrt(3.0 / shape[shape.length - 1]), u);
        } else if (name.endsWith("classifier2.V")) {
            return u;
        } else if (name.contains("classifier2.W")) {
            return scaled(Math.sqrt(3), u);
        } else if (name.equals("clf_head.weight")) {
            return scaled(4 * Math.sqrt(3.0 / shape[1]), u);
        } else if (name.endsWith(".bias")) {
            return scaled(0.125, u);
        } else if (shape.length == 1) {
            return i -> 1 + 0.125 * u.applyAsDouble(i);
        }
        return scaled(Math.sqrt(3.0 / product(shape, 1)), u);
    }

    private static long product(long[] shape, int from) {
        long product = 1;
        for (int i = from; i < shape.length; i++) {
            product *= shape[i];
        }
        return product;
    }

    private static IntToDoubleFunction scaled(double factor, IntToDoubleFunction u) {
        return i -> factor * u.applyAsDouble(i);
    }

    /** A batch (B,3,S,S) of the pictures with this tag. */
    float[] pictures(String tag, int batch, int size) {
        IntToDoubleFunction fine = noise("input." + tag);
        IntToDoubleFunction coarse = noise("input.block." + tag);
        int cells = size / 32;
        float[] values = new float[batch * 3 * size * size];
        for (int i = 0; i < values.length; i++) {
            int x = i % size / 32;
            int y = i / size % size / 32;
            int plane = i / (size * size);
            values[i] = (float)
                    (1.5 * coarse.applyAsDouble((plane * cells + y) * cells + x) + 0.75 * fine.applyAsDouble(i));
        }
        return values;
    }

    /** Attribute vectors (classes, attributes), row-major. */
    float[] attributes(int classes, int attributes) {
        IntToDoubleFunction u = noise("attributes");
        float[] values = new float[classes * attributes];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (Math.sqrt(6.0 / attributes) * Math.max(0, u.applyAsDouble(i)));
        }
        return values;
    }
}
