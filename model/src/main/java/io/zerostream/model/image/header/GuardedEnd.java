package io.zerostream.model.image.header;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * Bytes, a few zeros for decoders that read ahead, and then an error. A plain end of stream is not enough: the lossless
 * WebP decoder takes it for zeros without end, so that a cut picture passes for a whole one, and a small file that
 * announces a large picture keeps it busy for minutes.
 */
final class GuardedEnd extends InputStream {
    private static final int SLACK = 64;

    private final byte[] content;
    private int at;

    GuardedEnd(byte[] content) {
        this.content = Arrays.copyOf(content, content.length + SLACK);
    }

    @Override
    public int read() throws IOException {
        if (at == content.length) {
            throw new IOException("its data end too early");
        }
        return content[at++] & 0xff;
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException {
        if (at == content.length && length > 0) {
            throw new IOException("its data end too early");
        }
        int count = Math.min(length, content.length - at);
        System.arraycopy(content, at, into, from, count);
        at += count;
        return count;
    }
}
