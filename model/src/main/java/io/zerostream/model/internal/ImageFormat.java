package io.zerostream.model.internal;

import com.twelvemonkeys.imageio.plugins.webp.WebPImageReaderSpi;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;

/** The picture formats we take, told by their first bytes. */
public enum ImageFormat {
    JPEG("jpeg", 0, 0xff, 0xd8, 0xff),
    PNG("png", 0, 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'),
    GIF("gif", 0, 'G', 'I', 'F', '8'),
    BMP("bmp", 0, 'B', 'M'),
    WEBP("webp", 8, 'W', 'E', 'B', 'P');

    private static final int SHOWN_BYTES = 12;
    /** Encoders make about ten. */
    private static final int MAX_SCANS = 100;

    private final String name;
    private final int at;
    private final int[] magic;

    ImageFormat(String name, int at, int... magic) {
        this.name = name;
        this.at = at;
        this.magic = magic;
    }

    /** The format of these bytes, if it is one of ours. */
    public static Optional<ImageFormat> of(byte[] content) {
        return Arrays.stream(values()).filter(f -> f.matches(content)).findFirst();
    }

    /** The first bytes in hexadecimal, for messages. */
    public static String firstBytes(byte[] content) {
        return HexFormat.ofDelimiter(" ").formatHex(content, 0, Math.min(SHOWN_BYTES, content.length));
    }

    private boolean matches(byte[] content) {
        if (content.length < at + magic.length) {
            return false;
        }
        for (int i = 0; i < magic.length; i++) {
            if ((content[at + i] & 0xff) != magic[i]) {
                return false;
            }
        }
        return true;
    }

    /** For example {@code image/png}. */
    public String mediaType() {
        return "image/" + name;
    }

    /**
     * The bytes as the reader should see them.
     *
     * @throws IOException when they are cut short, or made to keep a decoder busy
     */
    public InputStream open(byte[] content) throws IOException {
        return switch (this) {
            case WEBP -> new GuardedEnd(WebpFrame.first(content));
            case JPEG -> {
                if (!hasFewScans(content)) {
                    throw new IOException("it has more than " + MAX_SCANS + " scans");
                }
                yield new ByteArrayInputStream(JpegHeader.withoutProfile(content));
            }
            default -> new ByteArrayInputStream(content);
        };
    }

    /** Each scan of a progressive JPEG costs a pass over all pixels, however few bytes it has. */
    static boolean hasFewScans(byte[] jpeg) {
        int scans = 0;
        for (int i = 1; i < jpeg.length; i++) {
            if (jpeg[i] == (byte) 0xda && jpeg[i - 1] == (byte) 0xff) {
                scans++;
            }
        }
        return scans <= MAX_SCANS;
    }

    /** A new reader; its user disposes of it. */
    public ImageReader newReader() {
        if (this == WEBP) {
            // asked for by class: a plug-in registry sees only what the first class loader saw
            return new WebPImageReaderSpi().createReaderInstance(null);
        }
        return ImageIO.getImageReadersByFormatName(name).next();
    }
}
