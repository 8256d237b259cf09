package io.zerostream.model.tensors;

/** Floating-point formats that Java has no type for, to float32 and back. */
final class SmallFloats {
    private static final int HALF_BIAS = 15;
    private static final int HALF_FRACTION_BITS = 10;
    private static final int E4M3_BIAS = 7;
    private static final int E4M3_FRACTION_BITS = 3;

    private SmallFloats() {}

    /** IEEE binary16; exact. */
    static float half(short bits) {
        int exponent = bits >> HALF_FRACTION_BITS & 0x1f;
        int fraction = bits & 0x3ff;
        float sign = bits < 0 ? -1 : 1;
        if (exponent == 0x1f) {
            return fraction == 0 ? sign * Float.POSITIVE_INFINITY : Float.NaN;
        }
        return sign * scaled(exponent, fraction, HALF_BIAS, HALF_FRACTION_BITS);
    }

    /** Four bits of exponent, three of fraction, no infinity, one NaN of either sign; exact. */
    static float e4m3(byte bits) {
        int exponent = bits >> E4M3_FRACTION_BITS & 0xf;
        int fraction = bits & 0x7;
        if (exponent == 0xf && fraction == 0x7) {
            return Float.NaN;
        }
        return (bits < 0 ? -1 : 1) * scaled(exponent, fraction, E4M3_BIAS, E4M3_FRACTION_BITS);
    }

    private static float scaled(int exponent, int fraction, int bias, int fractionBits) {
        return exponent == 0
                ? Math.scalb((float) fraction, 1 - bias - fractionBits)
                : Math.scalb((float) (fraction | 1 << fractionBits), exponent - bias - fractionBits);
    }
}
