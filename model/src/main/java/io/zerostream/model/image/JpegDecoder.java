package io.zerostream.model.image;

import io.zerostream.model.ModelException;
import io.zerostream.model.image.header.ImageHeader;
import io.zerostream.model.image.header.JpegHeader;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The quick way for JPEG: libjpeg-turbo, where there is one for this system. It only ever says yes: what it does not take
 * is left to ImageIO, whose verdict counts, so that the same files are accepted with it and without. Chosen once a
 * process by the system property {@value #PROPERTY}: {@code auto}, {@code turbojpeg} (fails without it) or {@code
 * imageio}.
 */
final class JpegDecoder {
    /** Which decoder to take. */
    public static final String PROPERTY = "zerostream.image.decoder";

    /** A reduced picture keeps at least so many pixels for one of the result's, along each axis. */
    private static final int LEAST_RATIO = 2;

    private static final Logger LOG = LoggerFactory.getLogger(JpegDecoder.class);

    private final @Nullable LeptonicaJpeg turbo;
    private final String description;

    private JpegDecoder(@Nullable LeptonicaJpeg turbo, String description) {
        this.turbo = turbo;
        this.description = description;
    }

    /** The process's decoder; loaded at the first call. */
    public static JpegDecoder shared() {
        return Shared.DECODER;
    }

    /**
     * Makes a decoder.
     *
     * @param choice as the property has it
     * @throws ModelException when there is no such choice, or what was asked for cannot be had
     */
    public static JpegDecoder choose(String choice) {
        return switch (choice.toLowerCase(Locale.ROOT)) {
            case "auto" -> auto();
            case "imageio" -> new JpegDecoder(null, "JPEG by ImageIO, as " + PROPERTY + " wants it");
            case "turbojpeg" -> {
                try {
                    yield turbo();
                } catch (IOException | LinkageError e) {
                    throw new ModelException(
                            PROPERTY + " asks for turbojpeg, but the library cannot be loaded: " + e.getMessage(), e);
                }
            }
            default ->
                throw new ModelException(PROPERTY + " is '" + choice + "'; it must be auto, turbojpeg or imageio");
        };
    }

    private static JpegDecoder auto() {
        try {
            return turbo();
        } catch (IOException | LinkageError e) {
            LOG.debug("no libjpeg-turbo", e);
            return new JpegDecoder(null, "JPEG by ImageIO; no libjpeg-turbo: " + e.getMessage());
        }
    }

    private static JpegDecoder turbo() throws IOException {
        LeptonicaJpeg loaded = LeptonicaJpeg.load();
        return new JpegDecoder(loaded, "JPEG by " + loaded.version());
    }

    /** One line for people: what decodes, and why not something better. */
    public String describe() {
        return description;
    }

    /**
     * What {@link #decode} holds at most, natively and on the heap.
     *
     * @param header of a JPEG
     * @param whole decode every pixel
     * @return bytes; empty when ImageIO decodes
     */
    public OptionalLong bytes(ImageHeader header, int height, int width, boolean whole) {
        if (turbo == null) {
            return OptionalLong.empty();
        }
        int reduction = whole ? 1 : reduction(header.height(), header.width(), height, width);
        long rows = header.height() / reduction + 1L;
        long columns = header.width() / reduction + 1L;
        return OptionalLong.of(header.decoderBytes()
                + LeptonicaJpeg.PIXEL_BYTES * rows * columns
                + BilinearResize.bytes(rows, columns, height, width));
    }

    /**
     * Decodes and resizes.
     *
     * @param jpeg the file, its bytes, scans and memory judged already
     * @param height rows wanted
     * @param width columns wanted
     * @param whole decode every pixel, however many there are
     * @param maxPixels largest width × height to touch
     * @param maxDecoded most pixels to hold when not {@code whole}
     * @return empty when ImageIO must see to it
     */
    public Optional<RgbImage> decode(
            byte[] jpeg, int height, int width, boolean whole, long maxPixels, long maxDecoded) {
        if (turbo == null) {
            return Optional.empty();
        }
        Optional<JpegHeader> found = JpegHeader.of(jpeg);
        if (found.isEmpty()) {
            return Optional.empty();
        }
        JpegHeader header = found.get();
        long pixels = (long) header.width() * header.height();
        int reduction = whole ? 1 : reduction(header.height(), header.width(), height, width);
        long decoded = pixels / ((long) reduction * reduction);
        if (pixels > maxPixels || (!whole && decoded > maxDecoded)) {
            return Optional.empty();
        }
        return turbo.decode(
                jpeg,
                header,
                reduction,
                rows -> new RgbImage(
                        height,
                        width,
                        BilinearResize.resize(
                                rows,
                                (double) header.height() / reduction,
                                (double) header.width() / reduction,
                                height,
                                width)));
    }

    /** The most that keeps {@link #LEAST_RATIO}. */
    private static int reduction(int rows, int columns, int height, int width) {
        int reduction = 8;
        while (reduction > 1
                && (rows < reduction * LEAST_RATIO * height || columns < reduction * LEAST_RATIO * width)) {
            reduction /= 2;
        }
        return reduction;
    }

    /** Loaded when first used, not when a picture library is merely looked at. */
    private static final class Shared {
        private static final JpegDecoder DECODER = choose(System.getProperty(PROPERTY, "auto"));

        static {
            LOG.info("Pictures: {}", DECODER.describe());
        }
    }
}
