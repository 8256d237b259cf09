package io.zerostream.model;

import io.zerostream.model.ImageRejectedException.Reason;
import io.zerostream.model.internal.BilinearResize;
import io.zerostream.model.internal.ImageFormat;
import io.zerostream.model.internal.JpegDecoder;
import io.zerostream.model.internal.RgbPixels;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.Iterator;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * Encoded pictures to pixels: JPEG, PNG, GIF (first frame), BMP and WebP, told by their first bytes. The header is read
 * and judged before any pixel is allocated. Transparency is dropped, as Pillow's {@code convert("RGB")} does; EXIF
 * orientation is not applied, nor are colour profiles, as the published code does not. CMYK pictures are refused.
 * Thread-safe.
 *
 * <p>{@linkplain #exact Exact}, every picture is decoded whole and resized bit by bit as Pillow does. Otherwise what is
 * much larger than the result is not decoded whole: a JPEG of at least twice the wanted size is decoded to a half, a
 * quarter or an eighth in its frequency domain, still twice as large as wanted (49 photographs of 512 pixels to 96 and to
 * 64: values differ by 0.3 to 0.6 of 255 in the mean, at most by 11); of other pictures above {@link #EXACT_PIXELS} every
 * n-th pixel is taken, which bounds memory.
 *
 * <p>JPEG is read by libjpeg-turbo where one is packed for the system, else by ImageIO; both accept the same files and,
 * exact, give the same pixels. The system property {@code zerostream.image.decoder} is {@code auto}, {@code turbojpeg} or
 * {@code imageio}.
 */
public final class ImagePreprocessor {
    /** Up to this many pixels a picture is decoded whole: four million, twice a full-HD frame. */
    static final long EXACT_PIXELS = 4_000_000;

    /** A thinned picture keeps at least so many pixels for one of the result's, along each axis. */
    private static final int LEAST_RATIO = 4;

    private final ImageLimits limits;
    private final boolean exact;
    private final JpegDecoder jpeg;

    /**
     * Quick: what is much larger than the result is not decoded whole.
     *
     * @param limits what to refuse
     */
    public ImagePreprocessor(ImageLimits limits) {
        this(limits, false, JpegDecoder.shared());
    }

    ImagePreprocessor(ImageLimits limits, boolean exact, JpegDecoder jpeg) {
        this.limits = limits;
        this.exact = exact;
        this.jpeg = jpeg;
    }

    /**
     * Decodes every pixel of every picture before it resizes, as training and evaluation want it; bounded by the limits
     * alone.
     *
     * @param limits what to refuse
     */
    public static ImagePreprocessor exact(ImageLimits limits) {
        return new ImagePreprocessor(limits, true, JpegDecoder.shared());
    }

    /** One line for people: which decoder reads JPEG, and why not a better one. */
    public static String describe() {
        return JpegDecoder.shared().describe();
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
        if (format == ImageFormat.JPEG) {
            Optional<RgbImage> quick = jpeg.decode(content, height, width, exact, limits.maxPixels(), EXACT_PIXELS);
            if (quick.isPresent()) {
                return quick.get();
            }
        }
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
            return new RgbImage(height, width, BilinearResize.resize(RgbPixels.of(image), height, width));
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

    /**
     * Every n-th pixel of every m-th row, so many that neither the picture nor the picture at its final width exceeds
     * {@link #EXACT_PIXELS}; n = m = 1 unless the picture is large and the result much smaller.
     */
    private ImageReadParam thinned(ImageReader reader, int height, int width) throws IOException {
        int rows = reader.getHeight(0);
        int columns = reader.getWidth(0);
        ImageReadParam param = reader.getDefaultReadParam();
        double excess = (double) rows * Math.max(columns, width) / EXACT_PIXELS;
        if (!exact && excess > 1) {
            double each = Math.sqrt(excess);
            int everyColumn = thinning(each, columns, width);
            // a narrow picture cannot give columns, nor a low one rows: the other axis gives more
            int everyRow = thinning(Math.max(each, excess / everyColumn), rows, height);
            everyColumn = thinning(Math.max(each, excess / everyRow), columns, width);
            param.setSourceSubsampling(everyColumn, everyRow, everyColumn / 2, everyRow / 2);
        }
        return param;
    }

    private static int thinning(double wanted, int from, int to) {
        return Math.max(1, Math.min((int) Math.ceil(wanted), from / (LEAST_RATIO * to)));
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
