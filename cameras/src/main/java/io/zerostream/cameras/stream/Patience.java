package io.zerostream.cameras.stream;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVIOInterruptCB;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.jspecify.annotations.Nullable;

/** Asked by FFmpeg, again and again while it waits, whether to give up. Thread-safe. Closed after what asks it. */
final class Patience implements AutoCloseable {
    private static final Map<Long, Patience> ALL = new ConcurrentHashMap<>();

    /** One for all streams: JavaCPP has room for ten in a process, and gives FFmpeg none, without a word, from then on. */
    private static final AVIOInterruptCB.Callback_Pointer ASKED = new AVIOInterruptCB.Callback_Pointer() {
        @Override
        public int call(@Nullable Pointer stream) {
            @Nullable Patience asked = stream == null ? null : ALL.get(stream.address());
            return asked != null && asked.over() ? 1 : 0;
        }
    };

    /** By its address FFmpeg says which stream it asks for. */
    private final BytePointer token = new BytePointer(1);

    private volatile boolean ended;
    private volatile long until;
    private volatile long patience;

    Patience() {
        ALL.put(token.address(), this);
    }

    /** Has a container ask this. */
    void guard(AVFormatContext container) {
        container.interrupt_callback().callback(ASKED).opaque(token);
    }

    void untilAfter(Duration time) {
        patience = time.toNanos();
        until = System.nanoTime() + patience;
    }

    /** What it waits for has been held up here for so long: that does not count. By the one thread that sets it. */
    void longerBy(Duration time) {
        long later = until + time.toNanos();
        until = later;
    }

    void end() {
        ended = true;
    }

    boolean over() {
        return ended || System.nanoTime() - until > 0;
    }

    String why(String what) {
        return ended ? "it is closed" : what + " within " + TimeUnit.NANOSECONDS.toMillis(patience) / 1000.0 + " s";
    }

    @Override
    public void close() {
        ALL.remove(token.address());
        token.close();
    }
}
