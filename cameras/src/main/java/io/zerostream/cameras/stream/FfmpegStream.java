package io.zerostream.cameras.stream;

import static org.bytedeco.ffmpeg.avformat.AVFormatContext.AVFMT_FLAG_NONBLOCK;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_EXPORT_DATA_PRFT;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_PROP_INTRA_ONLY;
import static org.bytedeco.ffmpeg.global.avcodec.AV_PKT_DATA_PRFT;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_get_side_data;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_unref;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_alloc_context3;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_descriptor_get;
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
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVCodecDescriptor;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avcodec.AVProducerReferenceTime;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVInputFormat;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.ffmpeg.global.avformat;
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

    /** Between two questions to a device that has nothing yet: a fast webcam brings a frame in eight of these. */
    private static final Duration REST = Duration.ofMillis(2);

    private static final AVRational MICROSECONDS = microseconds();

    private final Opened opened = new Opened();
    private final Patience patience = new Patience();
    private final Limits limits;
    private final Packets packets;
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

    /** Whether a packet is a frame by itself, so that one that is not due need not be decoded. */
    private final boolean framesAlone;

    private boolean drained;
    /** Whether the last packet that was decoded became a frame: what is damaged, or is half a frame, is not passed over. */
    private boolean whole;
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
        return open(address, limits, opening, avformat::av_read_frame);
    }

    /** The same where packets come in another way, as from a device that has none yet. */
    static FfmpegStream open(StreamAddress address, Limits limits, Opening opening, Packets packets)
            throws StreamException {
        return new FfmpegStream(address, limits, opening, packets);
    }

    /** Where packets come from once a stream is open. */
    @FunctionalInterface
    interface Packets {
        /** @return as {@code av_read_frame}: 0, or what was wrong; AVERROR(EAGAIN) = there is none yet */
        int read(AVFormatContext container, AVPacket packet);
    }

    /** Takes a stream that is being opened. */
    @FunctionalInterface
    public interface Opening {
        /** @param interrupt ends the opening, and the stream once it is open; from any thread */
        void began(Runnable interrupt);
    }

    private FfmpegStream(StreamAddress address, Limits limits, Opening opening, Packets packets)
            throws StreamException {
        this.limits = limits;
        this.packets = packets;
        opening.began(this::interrupt);
        boolean open = false;
        try {
            opened.add(patience);
            patience.untilAfter(limits.connect());
            container = container(address);
            if (!address.isDevice()) {
                // a device has said all in its header, and FFmpeg would ask it for frames without a pause
                check(avformat_find_stream_info(container, (AVDictionary) null), address, "cannot be read");
            }
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
            framesAlone = framesAlone(stream.codecpar().codec_id());
            format = (name.contains(",") ? name.substring(0, name.indexOf(',')) : name) + "/"
                    + avcodec_get_name(stream.codecpar().codec_id()).getString();
            open = true;
        } finally {
            if (!open) {
                opened.close();
            }
        }
    }

    private static boolean framesAlone(int codec) {
        @Nullable AVCodecDescriptor known = avcodec_descriptor_get(codec);
        return known != null && (known.props() & AV_CODEC_PROP_INTRA_ONLY) != 0;
    }

    private AVFormatContext container(StreamAddress address) throws StreamException {
        String url = address.opened();
        AVFormatContext context;
        AVDictionary options = new AVDictionary(null);
        @Nullable AVInputFormat forced = null;
        try {
            TlsRules.set(address, options);
            av_dict_set(options, "protocol_whitelist", address.allowedProtocols(), 0);
            if (address.isRtsp()) {
                // frames over UDP are lost and torn where the network is busy, and firewalls stop them
                av_dict_set(options, "rtsp_transport", "tcp", 0);
            }
            if (address.isDevice()) {
                forced = av_find_input_format("v4l2");
            }
            context = avformat_alloc_context();
            patience.guard(context);
            // a camera has a handful of streams; a hostile one can declare any number
            context.max_streams(16);
            context.max_analyze_duration(TimeUnit.SECONDS.toMicros(3));
            context.flags(context.flags() | waiting(address));
            int result = avformat_open_input(context, url, forced, options);
            // on failure FFmpeg has freed it
            if (!patience.over()) {
                TlsRules.explain(result, address, limits.connect());
            }
            check(result, address, "cannot be opened");
        } finally {
            av_dict_free(options);
        }
        AVFormatContext open = closing(context, c -> avformat_close_input(c));
        TlsRules.refuseRedirection(address, open.pb());
        return open;
    }

    /** How FFmpeg is to wait: in a device's driver nothing can interrupt it, so there it must not. */
    static int waiting(StreamAddress address) {
        return address.isDevice() ? AVFMT_FLAG_NONBLOCK : 0;
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
    public <E extends Exception> Optional<Frame> next(Pace<E> pace) throws StreamException, E {
        patience.untilAfter(limits.stall());
        int broken = 0;
        while (true) {
            int result = avcodec_receive_frame(decoder, frame);
            if (result == 0) {
                if (frame.decode_error_flags() == 0) {
                    whole = true;
                    if (!framesAlone) {
                        due(pace, frame.best_effort_timestamp());
                    }
                    return Optional.of(shown.decoded());
                }
                broken++;
            } else if (result == AVERROR_EOF()) {
                return Optional.empty();
            } else if (result == AVERROR_EAGAIN()) {
                Fed fed = feed(pace);
                if (fed == Fed.NOT_DUE) {
                    return Optional.of(shown);
                }
                broken += fed == Fed.DAMAGED ? 1 : 0;
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

    /** What became of a packet. */
    private enum Fed {
        /** The decoder has it, or it is none of the video. */
        TAKEN,
        /** There is none. */
        NONE_YET,
        /** It cannot be decoded. */
        DAMAGED,
        /** It is a frame that is not to be looked at. */
        NOT_DUE
    }

    private <E extends Exception> Fed feed(Pace<E> pace) throws StreamException, E {
        int result = drained ? AVERROR_EOF() : packets.read(container, packet);
        if (result == AVERROR_EOF()) {
            drained = true;
            avcodec_send_packet(decoder, null);
            return Fed.TAKEN;
        }
        if (result == AVERROR_EAGAIN()) {
            LockSupport.parkNanos(REST.toNanos());
            return Fed.NONE_YET;
        }
        if (result == AVERROR_INVALIDDATA()) {
            return Fed.DAMAGED;
        }
        if (result < 0) {
            throw new StreamException(
                    patience.over() ? patience.why("no frame came") : "it was cut: " + FfmpegErrors.text(result));
        }
        try {
            if (packet.stream_index() != video) {
                return Fed.TAKEN;
            }
            hearClock();
            if (framesAlone && !due(pace, packet.pts() == AV_NOPTS_VALUE ? packet.dts() : packet.pts()) && whole) {
                return Fed.NOT_DUE;
            }
            whole = false;
            return avcodec_send_packet(decoder, packet) >= 0 ? Fed.TAKEN : Fed.DAMAGED;
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

    private <E extends Exception> boolean due(Pace<E> pace, long position) throws E {
        boolean known = timed && position != AV_NOPTS_VALUE;
        shown.came(known ? av_rescale_q(position, timeBase, MICROSECONDS) : null, clock);
        long asked = System.nanoTime();
        boolean due = pace.due(shown.position(), shown.taken());
        patience.longerBy(Duration.ofNanos(System.nanoTime() - asked));
        return due;
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
