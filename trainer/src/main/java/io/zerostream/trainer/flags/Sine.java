package io.zerostream.trainer.flags;

/** Sine by table: exact to 1/1000, the same on every machine, and cheap enough to call for every pixel. */
final class Sine {
    private static final int SIZE = 4096;
    private static final float[] TABLE = new float[SIZE];

    static {
        for (int i = 0; i < SIZE; i++) {
            TABLE[i] = (float) StrictMath.sin(2 * Math.PI * i / SIZE);
        }
    }

    private Sine() {}

    /** sin(2π·turns) for |turns| below 100 000. */
    static float of(float turns) {
        return TABLE[(int) (turns * SIZE) & SIZE - 1];
    }
}
