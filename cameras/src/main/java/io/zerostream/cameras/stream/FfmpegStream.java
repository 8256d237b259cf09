package io.zerostream.cameras.stream;

import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_EXPORT_DATA_PRFT;
import static org.bytedeco.ffmpeg.global.avcodec.AV_PKT_DATA_PRFT;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_get_side_data;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_unref;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_alloc_context3;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_free_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_get_name;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_open2;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_parameters_to_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_receive_frame;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_send_packet;
import static org.bytedeco.ffmpeg.global.avdevice.avdevice_register_all;
import static org.bytedeco.ffmpeg.global.avformat.AVFMT_NOTIMESTAMPS;
import static org.bytedeco.ffmpeg.global.avformat.av_find_best_stream;
import static org.bytedeco.ffmpeg.global.avformat.av_find_input_format;
import static org.bytedeco.ffmpeg.global.avformat.av_read_frame;
import static org.bytedeco.ffmpeg.global.avformat.avformat_alloc_context;
import static org.bytedeco.ffmpeg.global.avformat.avformat_close_input;
import static org.bytedeco.ffmpeg.global.avformat.avformat_find_stream_info;
import static org.bytedeco.ffmpeg.global.avformat.avformat_network_init;
import static org.bytedeco.ffmpeg.global.avformat.avformat_open_input;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_EAGAIN;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_EOF;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_INVALIDDATA;
import static org.bytedeco.ffmpeg.global.avutil.AVMEDIA_TYPE_VIDEO;
import static org.bytedeco.ffmpeg.global.avutil.AV_LOG_QUIET;
import static org.bytedeco.ffmpeg.global.avutil.AV_NOPTS_VALUE;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_free;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_set;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.bytedeco.ffmpeg.global.avutil.av_log_set_level;
import static org.bytedeco.ffmpeg.global.avutil.av_max_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_rescale_q;

import io.zerostream.schemas.Opened;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avcodec.AVProducerReferenceTime;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVInputFormat;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.SizeTPointer;
import org.jspecify.annotations.Nullable;

/**
 * A stream that FFmpeg reads and decodes, in one thread of the caller. FFmpeg itself logs nothing: its lines would show
 * addresses with passwords.
 */
public final class FfmpegStream implements FrameStream {
    /** Packets in a row that no frame came of, after which nothing will: ten seconds of a fast camera. */
    private static final int BROKEN_IN_A_ROW = 600;

    /** Most bytes of one piece of FFmpeg's memory: a frame of forty million pixels, and not what a small file may declare. */
    private static final long LARGEST_PIECE = 400L * 1024 * 1024;

    private static final AVRational MICROSECONDS = microseconds();

    private final Opened opened = new Opened();
    private final Patience patience = new Patience();
    private final Limits limits;
    private final AVFormatContext container;
    private final AVCodecContext decoder;
    private final AVPacket packet;
    private final AVFrame frame;
    private final NativeFrame shown;
    private final AVRational timeBase;
    private final int video;
    private final String format;
    private final boolean still;
    /** Whether positions come from the stream, or, as for a file that has none, are those that it is to be played by. */
    private final boolean timed;

    private boolean drained;
    /** Time of day less position, microseconds; null = the camera has not told. */
    private @Nullable Long clock;

    static {
        av_log_set_level(AV_LOG_QUIET);
        av_max_alloc(LARGEST_PIECE);
        avformat_network_init();
        avdevice_register_all();
    }

    private static AVRational microseconds() {
        AVRational rational = new AVRational();
        rational.num(1);
        rational.den(1_000_000);
        return rational;
    }

    /**
     * Connects and finds the video in it.
     *
     * @param opening told the stream as soon as it can be interrupted
     * @throws StreamException when it cannot be opened in time, is refused, or has no video that can be decoded
     */
    public static FfmpegStream open(StreamAddress address, Limits limits, Opening opening) throws StreamException {
        return new FfmpegStream(address, limits, opening);
    }

    /** Takes a stream that is being opened. */
    @FunctionalInterface
    public interface Opening {
        /** @param interrupt ends the opening, and the stream once it is open; from any thread */
        void began(Runnable interrupt);
    }

    private FfmpegStream(StreamAddress address, Limits limits, Opening opening) throws StreamException {
        this.limits = limits;
        opening.began(this::interrupt);
        boolean open = false;
        try {
            opened.add(patience);
            patience.untilAfter(limits.connect());
            container = container(address);
            check(avformat_find_stream_info(container, (AVDictionary) null), address, "cannot be read");
            video = av_find_best_stream(container, AVMEDIA_TYPE_VIDEO, -1, -1, (AVCodec) null, 0);
            if (video < 0) {
                throw new StreamException("'" + address.url() + "' has no video");
            }
            AVStream stream = container.streams(video);
            timeBase = stream.time_base();
            decoder = decoder(address, stream);
            packet = closing(av_packet_alloc(), p -> av_packet_free(p));
            frame = closing(av_frame_alloc(), f -> av_frame_free(f));
            shown = opened.add(new NativeFrame(frame));
            String name = container.iformat().name().getString();
            // FFmpeg makes up one frame in 1/25 s for what tells no times, and a camera's frames come as they come
            timed = address.isFile() || (container.iformat().flags() & AVFMT_NOTIMESTAMPS) == 0;
            still = name.endsWith("_pipe") || name.startsWith("image2");
            format = (name.contains(",") ? name.substring(0, name.indexOf(',')) : name) + "/"
                    + avcodec_get_name(stream.codecpar().codec_id()).getString();
            open = true;
        } finally {
            if (!open) {
                opened.close();
            }
        }
    }

    private AVFormatContext container(StreamAddress address) throws StreamException {
        String url = address.opened();
        AVFormatContext context = avformat_alloc_context();
        patience.guard(context);
        // a camera has a handful of streams; a hostile one can declare any number
        context.max_streams(16);
        context.max_analyze_duration(TimeUnit.SECONDS.toMicros(3));
        AVDictionary options = new AVDictionary(null);
        @Nullable AVInputFormat forced = null;
        try {
            av_dict_set(options, "protocol_whitelist", address.allowedProtocols(), 0);
            if (address.isRtsp()) {
                // frames over UDP are lost and torn where the network is busy, and firewalls stop them
                av_dict_set(options, "rtsp_transport", "tcp", 0);
            }
            if (address.isDevice()) {
                forced = av_find_input_format("v4l2");
            }
            int result = avformat_open_input(context, url, forced, options);
            // on failure FFmpeg has freed it
            check(result, address, "cannot be opened");
        } finally {
            av_dict_free(options);
        }
        return closing(context, c -> avformat_close_input(c));
    }

    private AVCodecContext decoder(StreamAddress address, AVStream stream) throws StreamException {
        @Nullable
        AVCodec codec = org.bytedeco.ffmpeg.global.avcodec.avcodec_find_decoder(
                stream.codecpar().codec_id());
        if (codec == null) {
            throw new StreamException("'" + address.url() + "' is coded as "
                    + avcodec_get_name(stream.codecpar().codec_id()).getString() + ", which cannot be decoded here");
        }
        AVCodecContext context = closing(avcodec_alloc_context3(codec), c -> avcodec_free_context(c));
        check(avcodec_parameters_to_context(context, stream.codecpar()), address, "has a damaged header");
        // many cameras share the cores: threads in each would only wait for each other
        context.thread_count(1);
        context.max_pixels(limits.pixels());
        context.export_side_data(context.export_side_data() | AV_CODEC_EXPORT_DATA_PRFT);
        check(avcodec_open2(context, codec, (AVDictionary) null), address, "cannot be decoded");
        return context;
    }

    private <P extends Pointer> P closing(@Nullable P pointer, java.util.function.Consumer<P> free) {
        if (pointer == null) {
            throw new OutOfMemoryError("FFmpeg has no memory for a stream");
        }
        opened.add(() -> free.accept(pointer));
        return pointer;
    }

    @Override
    public Optional<Frame> next() throws StreamException {
        patience.untilAfter(limits.stall());
        int broken = 0;
        while (true) {
            int result = avcodec_receive_frame(decoder, frame);
            if (result == 0) {
                if (frame.decode_error_flags() == 0) {
                    return Optional.of(shown.now(position(), clock));
                }
                broken++;
            } else if (result == AVERROR_EOF()) {
                return Optional.empty();
            } else if (result == AVERROR_EAGAIN()) {
                broken += feed() ? 0 : 1;
            } else {
                broken++;
            }
            if (broken >= BROKEN_IN_A_ROW) {
                throw new StreamException("of " + broken + " packets in a row none could be decoded");
            }
            if (patience.over()) {
                throw new StreamException(patience.why("no frame came"));
            }
        }
    }

    /** False: what came is damaged. */
    private boolean feed() throws StreamException {
        int result = drained ? AVERROR_EOF() : av_read_frame(container, packet);
        if (result == AVERROR_EOF()) {
            drained = true;
            avcodec_send_packet(decoder, null);
            return true;
        }
        if (result == AVERROR_EAGAIN()) {
            return true;
        }
        if (result == AVERROR_INVALIDDATA()) {
            return false;
        }
        if (result < 0) {
            throw new StreamException(
                    patience.over() ? patience.why("no frame came") : "it was cut: " + FfmpegErrors.text(result));
        }
        try {
            if (packet.stream_index() != video) {
                return true;
            }
            hearClock();
            return avcodec_send_packet(decoder, packet) >= 0;
        } finally {
            av_packet_unref(packet);
        }
    }

    /** By RTSP the camera says now and then what time of day a position is. */
    private void hearClock() {
        try (SizeTPointer size = new SizeTPointer(1)) {
            @Nullable BytePointer data = av_packet_get_side_data(packet, AV_PKT_DATA_PRFT, size);
            if (data != null && !data.isNull() && packet.pts() != AV_NOPTS_VALUE) {
                clock = new AVProducerReferenceTime(data).wallclock()
                        - av_rescale_q(packet.pts(), timeBase, MICROSECONDS);
            }
        }
    }

    private @Nullable Long position() {
        long position = frame.best_effort_timestamp();
        return !timed || position == AV_NOPTS_VALUE ? null : av_rescale_q(position, timeBase, MICROSECONDS);
    }

    private void check(int result, StreamAddress address, String what) throws StreamException {
        if (result < 0) {
            throw new StreamException("'" + address.url() + "' " + what + ": "
                    + (patience.over() ? patience.why("nothing came") : FfmpegErrors.text(result)));
        }
    }

    @Override
    public String format() {
        return format;
    }

    @Override
    public boolean still() {
        return still;
    }

    @Override
    public void interrupt() {
        patience.end();
    }

    @Override
    public void close() {
        opened.close();
    }
}
