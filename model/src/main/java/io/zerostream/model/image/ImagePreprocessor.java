package io.zerostream.model.image;

import io.zerostream.model.image.ImageRejectedException.Reason;
import io.zerostream.model.image.header.ImageFormat;
import io.zerostream.model.image.header.ImageHeader;
import io.zerostream.model.image.header.JpegHeader;
import io.zerostream.model.image.header.Orientation;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;

/**
 * Encoded pictures to pixels: JPEG, PNG, GIF, BMP and WebP, told by their first bytes; of animations the first frame, where
 * it lies in the picture. The header is read in time that grows with the file's length and no faster, and judged before
 * any pixel is allocated: pixels, and what decoding them would take of memory and work. Memory for decoding is shared by
 * the process, and waited for. Transparency is dropped, as Pillow's {@code convert("RGB")} does: a pixel has the colour
 * that is stored, however little of it would be seen. A picture is turned as EXIF in a JPEG, PNG or WebP says, which gives
 * what turning before resizing would, values apart by 1 at most. Colour profiles are not applied, as the published code
 * does not; of CMYK and YCCK each light is what its ink and black let through. Thread-safe.
 *
 * <p>{@linkplain #exact Exact}, every picture is decoded whole and resized bit by bit as Pillow does. Otherwise what is
 * much larger than the result is not decoded whole: a JPEG of at least twice the wanted size is decoded to a half, a
 * quarter or an eighth in its frequency domain, still twice as large as wanted (49 photographs of 512 pixels to 96 and to
 * 64: values differ by 0.3 to 0.6 of 255 in the mean, at most by 11); of other pictures above {@link Thinning#EXACT_PIXELS} every
 * n-th pixel is taken, which bounds memory.
 *
 * <p>JPEG is read by libjpeg-turbo where one is packed for the system, else by ImageIO; both accept the same files and,
 * exact, give the same pixels. The system property {@code zerostream.image.decoder} is {@code auto}, {@code turbojpeg} or
 * {@code imageio}.
 */
public final class ImagePreprocessor {
    /** Of the result by which {@link #check} judges memory: the largest of the published networks. */
    private static final int CHECKED_SIDE = 448;
    /** Of the JVM's heap, for decoding. */
    private static final int SHARE_OF_HEAP = 2;
    /** Of bytes, in bits. */
    private static final int MIB = 20;
    /** Encoded bytes are held as they came, and by the reader. */
    private static final int COPIES = 3;

    private final ImageLimits limits;
    private final boolean exact;
    private final JpegDecoder jpeg;
    private final WebpDecoder webp;
    private final LongSupplier nanos;
    private final long memory;

    /**
     * Quick: what is much larger than the result is not decoded whole.
     *
     * @param limits what to refuse
     */
    public ImagePreprocessor(ImageLimits limits) {
        this(limits, false, JpegDecoder.shared());
    }

    ImagePreprocessor(ImageLimits limits, boolean exact, JpegDecoder jpeg) {
        this(limits, exact, jpeg, WebpDecoder.shared(), System::nanoTime);
    }

    ImagePreprocessor(ImageLimits limits, boolean exact, JpegDecoder jpeg, WebpDecoder webp, LongSupplier nanos) {
        this.limits = limits;
        this.exact = exact;
        this.jpeg = jpeg;
        this.webp = webp;
        this.nanos = nanos;
        this.memory = Math.min(limits.maxMemory(), Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP);
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

    /** One line for people: which decoders read JPEG and WebP, and why not better ones. */
    public static String describe() {
        return JpegDecoder.shared().describe() + "; " + WebpDecoder.shared().describe();
    }

    /**
     * Looks at the bytes without decoding pixels, in one pass.
     *
     * @return media type by the first bytes, for example {@code image/png}
     * @throws ImageRejectedException for every reason but damage behind the header; memory is judged by the limit alone, for
     *     whoever checks need not be who decodes
     */
    public String check(byte[] content) throws ImageRejectedException {
        ImageHeader header = header(content);
        OptionalLong quick = nativeBytes(header, CHECKED_SIDE, CHECKED_SIDE);
        long bytes = quick.isPresent() ? quick.getAsLong() : imageIoBytes(header, content, CHECKED_SIDE, CHECKED_SIDE);
        refuseAbove(limits.maxMemory(), header, bytes);
        return header.format().mediaType();
    }

    /**
     * Decodes and squashes to the model's size. Waits while others hold the memory it needs.
     *
     * @param content encoded picture
     * @param height rows wanted
     * @param width columns wanted
     * @throws ImageRejectedException with the reason; nothing else, whatever the bytes are
     */
    public RgbImage decode(byte[] content, int height, int width) throws ImageRejectedException {
        ImageHeader header = header(content);
        Orientation orientation = header.orientation();
        // the small result is turned, not the picture: to resize and to turn may change places
        boolean onItsSide = orientation.onItsSide();
        return stored(header, content, onItsSide ? width : height, onItsSide ? height : width)
                .upright(orientation);
    }

    /** The picture as it is stored. */
    private RgbImage stored(ImageHeader header, byte[] content, int height, int width) throws ImageRejectedException {
        OptionalLong bytes = nativeBytes(header, height, width);
        if (bytes.isPresent()) {
            refuseAbove(memory, header, bytes.getAsLong());
            try (DecodeMemory.Lease lease = DecodeMemory.shared().lease(bytes.getAsLong(), memory)) {
                Optional<RgbImage> quick = natively(header, content, height, width);
                if (quick.isPresent()) {
                    return quick.get();
                }
            }
        }
        return byImageIo(header, content, height, width);
    }

    /** The header of what is worth decoding. */
    private ImageHeader header(byte[] content) throws ImageRejectedException {
        ImageFormat format = format(content);
        ImageHeader header;
        try {
            header = ImageHeader.of(format, content);
        } catch (IOException e) {
            throw undecodable(format, e);
        }
        if (header.pixels() > limits.maxPixels()) {
            throw new ImageRejectedException(
                    Reason.TOO_MANY_PIXELS,
                    describe(header) + " by its header; the limit is " + limits.maxPixels() + " pixels");
        }
        if (header.work() > limits.maxWork()) {
            throw new ImageRejectedException(
                    Reason.TOO_MUCH_WORK,
                    describe(header) + " has " + header.work() + " samples in all its scans; the limit is "
                            + limits.maxWork());
        }
        return header;
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
                .orElseThrow(() -> new ImageRejectedException(Reason.UNSUPPORTED_FORMAT, ImageFormat.refusal(content)));
    }

    private static void refuseAbove(long limit, ImageHeader header, long bytes) throws ImageRejectedException {
        if (bytes > limit) {
            throw new ImageRejectedException(
                    Reason.TOO_MUCH_MEMORY,
                    describe(header) + " would take about " + (bytes >> MIB) + " MiB to decode; the limit is "
                            + (limit >> MIB) + " MiB");
        }
    }

    private static String describe(ImageHeader header) {
        return header.format() + " of " + header.width() + "×" + header.height() + " pixels";
    }

    private static ImageRejectedException undecodable(ImageFormat format, Exception e) {
        return new ImageRejectedException(
                Reason.UNDECODABLE,
                format + " cannot be decoded: " + (e.getMessage() == null ? e.toString() : e.getMessage()),
                e);
    }

    /** What a native decoder takes; empty when there is none for the format. */
    private OptionalLong nativeBytes(ImageHeader header, int height, int width) {
        return switch (header.format()) {
            case JPEG -> jpeg.bytes(header, height, width, exact);
            case WEBP ->
                webp.decodes() ? OptionalLong.of(WebpDecoder.bytes(header, height, width)) : OptionalLong.empty();
            default -> OptionalLong.empty();
        };
    }

    private Optional<RgbImage> natively(ImageHeader header, byte[] content, int height, int width)
            throws ImageRejectedException {
        if (header.format() == ImageFormat.JPEG) {
            return jpeg.decode(content, height, width, exact, limits.maxPixels(), Thinning.EXACT_PIXELS);
        }
        try {
            return Optional.of(webp.decode(content, rows -> resized(rows, height, width)));
        } catch (IOException e) {
            throw undecodable(header.format(), e);
        }
    }

    private static RgbImage resized(PixelRows rows, int height, int width) {
        return new RgbImage(height, width, BilinearResize.resize(rows, height, width));
    }

    private long imageIoBytes(ImageHeader header, byte[] content, int height, int width) {
        Thinning thinning = Thinning.of(header, height, width, exact);
        return (long) COPIES * content.length
                + header.decoderBytes()
                + header.pixelBytes()
                        * (header.format() == ImageFormat.WEBP ? header.pixels() : thinning.pixels(header.frame()))
                + thinning.resizeBytes(header, height, width);
    }

    private RgbImage byImageIo(ImageHeader header, byte[] content, int height, int width)
            throws ImageRejectedException {
        long bytes = imageIoBytes(header, content, height, width);
        refuseAbove(memory, header, bytes);
        ImageFormat format = header.format();
        Watchdog watchdog = new Watchdog(nanos, limits.maxTime().toNanos());
        ImageReader reader = format.newReader();
        try (DecodeMemory.Lease lease = DecodeMemory.shared().lease(bytes, memory);
                ImageInputStream stream = watchdog.watch(format.open(content))) {
            reader.setInput(stream, true, true);
            reader.addIIOReadProgressListener(watchdog);
            boolean ycck = header.inks() && JpegHeader.isYcck(content);
            return read(reader, header, ycck, height, width, watchdog);
        } catch (IOException | RuntimeException e) {
            // decoders answer damaged input with whatever breaks first: EOF, array bounds, illegal arguments
            throw watchdog.expired() ? tooSlow(header) : undecodable(format, e);
        } finally {
            reader.dispose();
        }
    }

    private RgbImage read(
            ImageReader reader, ImageHeader header, boolean ycck, int height, int width, Watchdog watchdog)
            throws IOException, ImageRejectedException {
        checkSize(reader, header);
        AtomicReference<String> damage = new AtomicReference<>();
        reader.addIIOReadWarningListener((source, warning) -> {
            // the JPEG decoder fills what is missing with grey and only warns
            if (warning.toLowerCase(Locale.ROOT).contains("premature")) {
                damage.set(warning);
            }
        });
        Thinning thinning = Thinning.of(header, height, width, exact);
        ImageReadParam param = reader.getDefaultReadParam();
        thinning.apply(param, header.frame());
        PixelRows decoded = header.inks() ? new InkRows(reader.readRaster(0, param), ycck) : coloured(reader, param);
        if (watchdog.expired()) {
            throw tooSlow(header);
        }
        if (damage.get() != null) {
            throw new ImageRejectedException(Reason.UNDECODABLE, header.format() + " is truncated: " + damage.get());
        }
        PixelRows rows = FramedRows.of(decoded, header, thinning.everyRow(), thinning.everyColumn());
        return resized(rows, height, width);
    }

    private ImageRejectedException tooSlow(ImageHeader header) {
        return new ImageRejectedException(
                Reason.TOO_MUCH_WORK,
                describe(header) + " was not decoded within " + limits.maxTime().toSeconds() + " s");
    }

    /** Size is memory: it must be the one that was judged. */
    private static void checkSize(ImageReader reader, ImageHeader header) throws IOException {
        int width = reader.getWidth(0);
        int height = reader.getHeight(0);
        if (width != header.frame().width() || height != header.frame().height()) {
            throw new IOException("its header says " + header.frame().width() + "×"
                    + header.frame().height() + " and " + width + "×" + height + " pixels");
        }
    }

    private static PixelRows coloured(ImageReader reader, ImageReadParam param) throws IOException {
        if (!reader.getImageTypes(0).hasNext()) {
            throw new IOException("it has colours that are not read here: store it as RGB");
        }
        return RgbPixels.of(reader.read(0, param));
    }
}
