package io.zerostream.cli.demo;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;

/** What cameras and people really send now and then: each must become a dead letter with a reason of its own. */
final class BrokenPictures {
    private static final String SOURCE = "broken-camera";
    private static final int HUGE = 20_000;

    private int turn;

    /**
     * The kinds in turn.
     *
     * @param sound a good picture, to be cut short
     */
    Picture next(Picture sound) {
        List<Picture> kinds = List.of(
                broken("image/jpeg", Arrays.copyOf(sound.content(), sound.content().length / 3)),
                broken("image/jpeg", new byte[0]),
                broken("image/jpeg", "<html>404 Not Found</html>".getBytes(StandardCharsets.UTF_8)),
                broken("image/png", pngHeader(HUGE, HUGE)),
                new Picture(SOURCE, null, sound.contentType(), sound.content(), "no-such-set"));
        turn = (turn + 1) % kinds.size();
        return kinds.get(turn);
    }

    private static Picture broken(String contentType, byte[] content) {
        return new Picture(SOURCE, null, contentType, content, null);
    }

    /** A PNG that announces more pixels than anyone should allocate, and holds none. */
    private static byte[] pngHeader(int width, int height) {
        byte[] ihdr = ByteBuffer.allocate(17)
                .put("IHDR".getBytes(StandardCharsets.US_ASCII))
                .putInt(width)
                .putInt(height)
                .put(new byte[] {8, 2, 0, 0, 0})
                .array();
        CRC32 crc = new CRC32();
        crc.update(ihdr);
        return ByteBuffer.allocate(33)
                .put(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'})
                .putInt(13)
                .put(ihdr)
                .putInt((int) crc.getValue())
                .array();
    }
}
