package io.zerostream.model;

import io.zerostream.model.ImageRejectedException.Reason;
import io.zerostream.model.internal.ImageFormat;
import io.zerostream.model.internal.RgbPixels;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.Iterator;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicReference;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * Encoded pictures to pixels: JPEG, PNG, GIF (first frame), BMP and WebP, told by their first bytes. The header is read
 * and judged before any pixel is allocated. Transparency is dropped, as Pillow's {@code convert("RGB")} does; EXIF
 * orientation is not applied, as the published code does not. CMYK pictures are refused. Pictures above {@link
 * #EXACT_PIXELS} are thinned while they are decoded, which bounds memory; all others are resized exactly as Pillow does.
 * Thread-safe.
 */
public final class ImagePreprocessor {
    /** Up to this many pixels a picture is decoded whole: four million, twice a full-HD frame. */
    static final long EXACT_PIXELS = 4_000_000;

    /** A thinned picture keeps at least so many pixels for one of the result's, along each axis. */
    private static final int LEAST_RATIO = 4;

    private final ImageLimits limits;

    /** @param limits what to refuse */
    public ImagePreprocessor(ImageLimits limits) {
        this.limits = limits;
    }

    /**
     * Looks at the bytes without decoding pixels.
     *
     * @return media type by the first bytes, for example {@code image/png}
     * @throws ImageRejectedException for every reason but damage behind the header
     */
    public String check(byte[] content) throws ImageRejectedException {
        ImageFormat format = format(content);
        return withReader(format, content, reader -> {
            checkPixels(reader, format);
            return format.mediaType();
        });
    }

    /**
     * Decodes and squashes to the model's size.
     *
     * @param content encoded picture
     * @param height rows wanted
     * @param width columns wanted
     * @throws ImageRejectedException with the reason; nothing else, whatever the bytes are
     */
    public RgbImage decode(byte[] content, int height, int width) throws ImageRejectedException {
        ImageFormat format = format(content);
        return withReader(format, content, reader -> {
            checkPixels(reader, format);
            checkColours(reader, format);
            AtomicReference<String> damage = new AtomicReference<>();
            reader.addIIOReadWarningListener((source, warning) -> {
                // the JPEG decoder fills what is missing with grey and only warns
                if (warning.toLowerCase(Locale.ROOT).contains("premature")) {
                    damage.set(warning);
                }
            });
            BufferedImage image = reader.read(0, thinned(reader, height, width));
            if (damage.get() != null) {
                throw new ImageRejectedException(Reason.UNDECODABLE, format + " is truncated: " + damage.get());
            }
            return RgbPixels.of(image).resize(height, width);
        });
    }

    private ImageFormat format(byte[] content) throws ImageRejectedException {
        if (content.length == 0) {
            throw new ImageRejectedException(Reason.EMPTY, "the picture has no bytes");
        }
        if (content.length > limits.maxBytes()) {
            throw new ImageRejectedException(
                    Reason.TOO_MANY_BYTES, content.length + " bytes; the limit is " + limits.maxBytes());
        }
        return ImageFormat.of(content)
                .orElseThrow(() -> new ImageRejectedException(
                        Reason.UNSUPPORTED_FORMAT,
                        "the first bytes are not those of JPEG, PNG, GIF, BMP or WebP: "
                                + ImageFormat.firstBytes(content)));
    }

    private void checkPixels(ImageReader reader, ImageFormat format) throws IOException, ImageRejectedException {
        int width = reader.getWidth(0);
        int height = reader.getHeight(0);
        if (width < 1 || height < 1) {
            throw new ImageRejectedException(
                    Reason.UNDECODABLE, format + " header says " + width + "×" + height + " pixels");
        }
        if ((long) width * height > limits.maxPixels()) {
            throw new ImageRejectedException(
                    Reason.TOO_MANY_PIXELS,
                    format + " header says " + width + "×" + height + " pixels; the limit is " + limits.maxPixels());
        }
    }

    /** Java releases differ in whether and how they read four inks, so that none is trusted with them. */
    private static void checkColours(ImageReader reader, ImageFormat format)
            throws IOException, ImageRejectedException {
        Iterator<ImageTypeSpecifier> types = reader.getImageTypes(0);
        if (!types.hasNext() || types.next().getColorModel().getColorSpace().getType() == ColorSpace.TYPE_CMYK) {
            throw new ImageRejectedException(
                    Reason.UNDECODABLE, format + " has colours that are not read here, as CMYK: store it as RGB");
        }
    }

    /** Every n-th pixel of every n-th row, n = 1 unless the picture is large and the result much smaller. */
    private static ImageReadParam thinned(ImageReader reader, int height, int width) throws IOException {
        long pixels = (long) reader.getWidth(0) * reader.getHeight(0);
        int wanted = (int) Math.ceil(Math.sqrt((double) pixels / EXACT_PIXELS));
        int allowed =
                Math.min(reader.getWidth(0) / (LEAST_RATIO * width), reader.getHeight(0) / (LEAST_RATIO * height));
        int n = Math.max(1, Math.min(wanted, allowed));
        ImageReadParam param = reader.getDefaultReadParam();
        param.setSourceSubsampling(n, n, n / 2, n / 2);
        return param;
    }

    private interface Reading<T> {
        T read(ImageReader reader) throws IOException, ImageRejectedException;
    }

    private static <T> T withReader(ImageFormat format, byte[] content, Reading<T> reading)
            throws ImageRejectedException {
        ImageReader reader = format.newReader();
        try (ImageInputStream stream = new MemoryCacheImageInputStream(format.open(content))) {
            reader.setInput(stream, true, true);
            return reading.read(reader);
        } catch (IOException | RuntimeException e) {
            // decoders answer damaged input with whatever breaks first: EOF, array bounds, illegal arguments
            throw new ImageRejectedException(
                    Reason.UNDECODABLE,
                    format + " cannot be decoded: " + (e.getMessage() == null ? e.toString() : e.getMessage()),
                    e);
        } finally {
            reader.dispose();
        }
    }
}
