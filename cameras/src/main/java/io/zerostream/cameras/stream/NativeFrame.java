package io.zerostream.cameras.stream;

import static org.bytedeco.ffmpeg.global.avutil.AV_FRAME_CROP_UNALIGNED;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_BGR24;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_apply_cropping;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_ref;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_unref;
import static org.bytedeco.ffmpeg.global.swscale.SWS_AREA;
import static org.bytedeco.ffmpeg.global.swscale.sws_freeContext;
import static org.bytedeco.ffmpeg.global.swscale.sws_getContext;
import static org.bytedeco.ffmpeg.global.swscale.sws_scale;

import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.swscale.SwsContext;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.PointerPointer;
import org.jspecify.annotations.Nullable;

/** The frame that came last, with FFmpeg's pixels if it was decoded. Borrows them, and owns what it needs to convert it; for one thread. */
final class NativeFrame implements Frame, AutoCloseable {
    /** Rows of swscale's output begin at multiples of this, so that it may write whole vectors. */
    private static final int ALIGNED = 64;

    /** Bytes of a pixel: blue, green, red. */
    private static final int COLOURS = 3;

    private final AVFrame frame;
    private final AVFrame cropped = av_frame_alloc();
    private @Nullable Long position;
    private @Nullable Long clock;
    private boolean decoded;
    private int width;
    private int height;

    NativeFrame(AVFrame frame) {
        this.frame = frame;
    }

    /**
     * A frame has come, and has not been decoded; of the size of the last that was.
     *
     * @param position in the stream, microseconds; null = not known
     * @param clock time of day less position, microseconds; null = not known
     */
    NativeFrame came(@Nullable Long position, @Nullable Long clock) {
        this.position = position;
        this.clock = clock;
        decoded = false;
        return this;
    }

    /** It has been decoded. */
    NativeFrame decoded() {
        decoded = true;
        width = frame.width();
        height = frame.height();
        return this;
    }

    @Override
    public int width() {
        return width;
    }

    @Override
    public int height() {
        return height;
    }

    @Override
    public OptionalLong position() {
        return position == null ? OptionalLong.empty() : OptionalLong.of(position);
    }

    @Override
    public Optional<Instant> taken() {
        if (position == null || clock == null) {
            return Optional.empty();
        }
        long micros = position + clock;
        return Optional.of(
                Instant.ofEpochSecond(Math.floorDiv(micros, 1_000_000L), Math.floorMod(micros, 1_000_000L) * 1000L));
    }

    @Override
    public byte[] areas(Region region, int columns, int rows) throws StreamException {
        byte[] colours = new byte[columns * rows * COLOURS];
        convert(region, columns, rows, colours);
        return colours;
    }

    @Override
    public BufferedImage pixels(Region region, int longestSide) throws StreamException {
        double width = Math.max(1, Math.round(region.width() * width()));
        double height = Math.max(1, Math.round(region.height() * height()));
        double scale = longestSide == 0 ? 1 : Math.min(1, longestSide / Math.max(width, height));
        BufferedImage image = new BufferedImage(
                (int) Math.max(1, Math.round(width * scale)),
                (int) Math.max(1, Math.round(height * scale)),
                BufferedImage.TYPE_3BYTE_BGR);
        byte[] into = ((DataBufferByte) image.getRaster().getDataBuffer()).getData();
        convert(region, image.getWidth(), image.getHeight(), into);
        return image;
    }

    private void convert(Region region, int width, int height, byte[] into) throws StreamException {
        if (!decoded) {
            throw new IllegalStateException("a frame that was not due has no pixels");
        }
        if (av_frame_ref(cropped, frame) < 0) {
            throw new StreamException("a frame cannot be converted: no memory");
        }
        try {
            crop(region);
            @Nullable
            SwsContext scaler = sws_getContext(
                    cropped.width(),
                    cropped.height(),
                    cropped.format(),
                    width,
                    height,
                    AV_PIX_FMT_BGR24,
                    SWS_AREA,
                    null,
                    null,
                    (DoublePointer) null);
            if (scaler == null) {
                throw new StreamException("frames of " + cropped.width() + "x" + cropped.height()
                        + " pixels in FFmpeg's format " + cropped.format() + " cannot be converted");
            }
            try {
                scale(scaler, width, height, into);
            } finally {
                sws_freeContext(scaler);
            }
        } finally {
            av_frame_unref(cropped);
        }
    }

    private void crop(Region region) throws StreamException {
        if (region.equals(Region.ALL)) {
            return;
        }
        long left = Math.min(width() - 1L, Math.round(region.left() * width()));
        long top = Math.min(height() - 1L, Math.round(region.top() * height()));
        long width = Math.max(1, Math.min(width() - left, Math.round(region.width() * width())));
        long height = Math.max(1, Math.min(height() - top, Math.round(region.height() * height())));
        cropped.crop_left(left);
        cropped.crop_top(top);
        cropped.crop_right(width() - left - width);
        cropped.crop_bottom(height() - top - height);
        if (av_frame_apply_cropping(cropped, AV_FRAME_CROP_UNALIGNED) < 0) {
            throw new StreamException("the region of a frame cannot be cut out");
        }
    }

    private void scale(SwsContext scaler, int width, int height, byte[] into) throws StreamException {
        int row = (width * COLOURS + ALIGNED - 1) / ALIGNED * ALIGNED;
        try (BytePointer out = new BytePointer((long) row * height + ALIGNED);
                PointerPointer<BytePointer> planes = new PointerPointer<>(4);
                IntPointer rows = new IntPointer(4)) {
            for (int i = 0; i < 4; i++) {
                planes.put(i, i == 0 ? out : null);
                rows.put(i, i == 0 ? row : 0);
            }
            if (sws_scale(scaler, cropped.data(), cropped.linesize(), 0, cropped.height(), planes, rows) != height) {
                throw new StreamException("a frame cannot be converted");
            }
            for (int y = 0; y < height; y++) {
                out.position((long) y * row).get(into, y * width * COLOURS, width * COLOURS);
            }
            out.position(0);
        }
    }

    @Override
    public void close() {
        av_frame_free(cropped);
    }
}
