package io.zerostream.job;

import io.zerostream.job.internal.IncomingPicture;
import io.zerostream.job.internal.Origin;
import io.zerostream.schemas.avro.ImageEvent;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import javax.imageio.ImageIO;

/** A picture of one colour for every number: red, green, blue in turn, from two cameras, ten a second of event time. */
final class NumberedPictures implements EndlessJob.Numbered<IncomingPicture> {
    private static final long serialVersionUID = 1L;
    private static final List<String> COLOURS = List.of("red", "green", "blue");
    private static final int[] RGB = {0xff0000, 0x00ff00, 0x0000ff};
    private static final int APART_MILLIS = 100;

    /** Event time of picture 0, at the beginning of a minute. */
    static final long START = 1_700_000_040_000L;

    /** What picture n shows. */
    static String colour(long n) {
        return COLOURS.get((int) (n % COLOURS.size()));
    }

    /** Number of a picture by its event id. */
    static long number(String eventId) {
        return Long.parseLong(eventId.substring(1));
    }

    @Override
    public IncomingPicture apply(long n) {
        long at = START + n * APART_MILLIS;
        ImageEvent event = ImageEvent.newBuilder()
                .setEventId("p" + n)
                .setSourceId("camera" + n % 2)
                .setCapturedAt(Instant.ofEpochMilli(at))
                .setContent(ByteBuffer.wrap(png(RGB[(int) (n % RGB.length)])))
                .build();
        return new IncomingPicture(new Origin("images", 0, n, at, null, null, 0, null, null), event, null, at, 5);
    }

    /** A small picture of one colour. */
    static byte[] png(int rgb) {
        BufferedImage image = new BufferedImage(4, 4, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < 16; i++) {
            image.setRGB(i % 4, i / 4, rgb);
        }
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        try {
            ImageIO.write(image, "png", png);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return png.toByteArray();
    }
}
