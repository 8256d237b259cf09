package io.zerostream.model.matching;

import io.zerostream.model.vmamba.cpu.CpuClasses;

/** Products in the native library. */
final class NativeRows implements ClassRows {
    /** Classes that go over at a time, some hundred kilobytes. */
    private static final int CHUNK = 256;

    private final CpuClasses classes;

    /**
     * @param unit gives the unit row of class i
     * @throws NativeMemoryException when there is none for them now
     */
    NativeRows(int count, int attributes, RowSource unit) {
        classes = new CpuClasses(count, attributes);
        float[] chunk = new float[Math.min(CHUNK, count) * attributes];
        for (int first = 0; first < count; first += CHUNK) {
            int rows = Math.min(CHUNK, count - first);
            for (int i = 0; i < rows; i++) {
                System.arraycopy(unit.row(first + i), 0, chunk, i * attributes, attributes);
            }
            classes.put(first, rows, chunk);
        }
    }

    @Override
    public int mostVectors() {
        return CpuClasses.MOST_VECTORS;
    }

    @Override
    public Leaders leaders(float[] vectors, int count, int k) {
        Leaders leaders = Leaders.room(count, classes.blocks(), Math.min(k, CpuClasses.BLOCK));
        classes.match(vectors, count, leaders.k(), leaders.largest(), leaders.sums(), leaders.best(), leaders.scores());
        return leaders;
    }

    @Override
    public void close() {
        classes.close();
    }
}
