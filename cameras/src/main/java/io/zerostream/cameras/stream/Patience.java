package io.zerostream.cameras.stream;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.bytedeco.ffmpeg.avformat.AVIOInterruptCB;
import org.bytedeco.javacpp.Pointer;
import org.jspecify.annotations.Nullable;

/** Asked by FFmpeg, again and again while it waits, whether to give up. */
final class Patience extends AVIOInterruptCB.Callback_Pointer {
    private volatile boolean ended;
    private volatile long until;
    private volatile long patience;

    void untilAfter(Duration time) {
        patience = time.toNanos();
        until = System.nanoTime() + patience;
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
    public int call(@Nullable Pointer opaque) {
        return over() ? 1 : 0;
    }
}
