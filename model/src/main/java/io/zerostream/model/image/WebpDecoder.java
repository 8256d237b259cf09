package io.zerostream.model.image;

import io.zerostream.model.image.header.ImageHeader;
import io.zerostream.model.image.header.WebpFrame;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * WebP by libwebp where there is one for this system, whose word is last; else by ImageIO, whose colours between the
 * coarser ones of lossy files differ a little. The system property {@value JpegDecoder#PROPERTY} chooses for both formats.
 */
final class WebpDecoder {
    private static final Logger LOG = LoggerFactory.getLogger(WebpDecoder.class);

    private final @Nullable LibWebp library;
    private final String description;

    private WebpDecoder(@Nullable LibWebp library, String description) {
        this.library = library;
        this.description = description;
    }

    /** The process's decoder; loaded at the first call. */
    public static WebpDecoder shared() {
        return Shared.DECODER;
    }

    /**
     * Makes a decoder.
     *
     * @param choice {@code imageio}, or anything else for the library where there is one
     */
    public static WebpDecoder choose(String choice) {
        if (choice.toLowerCase(Locale.ROOT).equals("imageio")) {
            return new WebpDecoder(null, "WebP by ImageIO, as " + JpegDecoder.PROPERTY + " wants it");
        }
        try {
            LibWebp library = LibWebp.load();
            return new WebpDecoder(library, "WebP by " + library.version());
        } catch (IOException | LinkageError e) {
            LOG.debug("no libwebp", e);
            return new WebpDecoder(null, "WebP by ImageIO; no libwebp: " + e.getMessage());
        }
    }

    /** One line for people: what decodes, and why not something better. */
    public String describe() {
        return description;
    }

    /** Whether {@link #decode} decodes; else ImageIO must. */
    public boolean decodes() {
        return library != null;
    }

    /** What {@link #decode} holds at most beside its decoder's bytes, natively and on the heap. */
    public static long bytes(ImageHeader header, int height, int width) {
        ImageHeader.Frame frame = header.frame();
        return header.decoderBytes()
                + (long) LibWebp.PIXEL_BYTES * frame.height() * frame.width()
                + BilinearResize.bytes(header.height(), header.width(), height, width);
    }

    /**
     * Decodes the first frame.
     *
     * @param use takes the rows of the whole picture, which end with the call
     * @throws IOException when libwebp refuses the file
     * @throws IllegalStateException when ImageIO must decode
     */
    public <T> T decode(byte[] file, Function<PixelRows, T> use) throws IOException {
        if (library == null) {
            throw new IllegalStateException(description);
        }
        WebpFrame frame = WebpFrame.of(file);
        ImageHeader header = frame.header();
        Optional<T> done = library.decode(
                frame.alone(),
                header.frame().height(),
                header.frame().width(),
                rows -> use.apply(FramedRows.of(rows, header)));
        return done.orElseThrow(() -> new IOException("its data are damaged or end too early"));
    }

    private static final class Shared {
        private static final WebpDecoder DECODER = choose(System.getProperty(JpegDecoder.PROPERTY, "auto"));
    }
}
