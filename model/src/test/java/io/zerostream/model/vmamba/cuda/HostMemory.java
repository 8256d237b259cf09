package io.zerostream.model.vmamba.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Memory of the host, with a strip on either side of every piece that must stay as it is. */
final class HostMemory implements KernelMemory {
    private static final int STRIP = 64;
    private static final float MARK = 12345.678f;

    private final List<Memory> pieces = new ArrayList<>();

    @Override
    public long room(long floats) {
        Memory piece = new Memory((floats + 2 * STRIP) * Float.BYTES + 16);
        piece.align(16);
        float[] blank = new float[Math.toIntExact(floats + 2 * STRIP)];
        Arrays.fill(blank, MARK);
        Arrays.fill(blank, STRIP, STRIP + (int) floats, Float.NaN);
        Memory aligned = piece.align(16);
        aligned.write(0, blank, 0, blank.length);
        pieces.add(piece);
        return Pointer.nativeValue(aligned) + STRIP * Float.BYTES;
    }

    @Override
    public void write(long address, float[] values) {
        new Pointer(address).write(0, values, 0, values.length);
    }

    @Override
    public float[] read(long address, int floats) {
        return new Pointer(address).getFloatArray(0, floats);
    }

    @Override
    public void close() {
        for (Memory piece : pieces) {
            long floats = (piece.size() - 16) / Float.BYTES;
            float[] all = piece.align(16).getFloatArray(0, (int) floats);
            float[] before = Arrays.copyOf(all, STRIP);
            float[] after = Arrays.copyOfRange(all, all.length - STRIP, all.length);
            assertThat(before).as("memory before a piece").containsOnly(MARK);
            assertThat(after).as("memory behind a piece").containsOnly(MARK);
            piece.close();
        }
    }
}
