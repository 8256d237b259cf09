package io.zerostream.model.image.header;

import com.twelvemonkeys.imageio.plugins.webp.WebPImageReaderSpi;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
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

    /** What these bytes are instead, when they are of none of the formats, and what to do: a whole message. */
    public static String refusal(byte[] content) {
        return OtherFormat.refusal(content);
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
     * The bytes as the reader should see them: nothing in them keeps it busy that is not needed for the first frame.
     *
     * @throws IOException when they are cut short
     */
    public InputStream open(byte[] content) throws IOException {
        return switch (this) {
            case WEBP -> new GuardedEnd(WebpFrame.of(content).alone());
            case JPEG -> new ByteArrayInputStream(JpegHeader.withoutProfile(content));
            case GIF -> new ByteArrayInputStream(GifFrame.of(content).alone());
            case BMP -> new ByteArrayInputStream(BmpHeader.withoutProfile(content));
            case PNG -> new ByteArrayInputStream(content);
        };
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
