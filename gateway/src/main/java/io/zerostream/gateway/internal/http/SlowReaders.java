package io.zerostream.gateway.internal.http;

import io.zerostream.gateway.config.HttpLimits;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends the connection of a client that takes its answer too slowly, also while a write waits for it: Jetty's
 * MinimumDataRateHandler looks at the next write only, and gives no time to begin. Event streams, which are slow by
 * nature, pass; their queue bounds them.
 */
final class SlowReaders extends Handler.Wrapper {
    private static final Logger LOG = LoggerFactory.getLogger(SlowReaders.class);

    private final HttpLimits limits;

    SlowReaders(HttpLimits limits) {
        this.limits = limits;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        if (Request.getPathInContext(request).equals(StreamRoutes.PATH)) {
            return super.handle(request, response, callback);
        }
        Watched watched = new Watched(request, response);
        return super.handle(request, watched, new Callback.Nested(callback) {
            @Override
            public void completed() {
                watched.end();
            }
        });
    }

    private final class Watched extends Response.Wrapper {
        private final AtomicLong written = new AtomicLong();
        private final AtomicInteger waiting = new AtomicInteger();
        private long writtenThen;
        private Scheduler.@Nullable Task look;
        private boolean ended;

        Watched(Request request, Response response) {
            super(request, response);
        }

        @Override
        public void write(boolean last, ByteBuffer bytes, Callback callback) {
            begin();
            int length = bytes == null ? 0 : bytes.remaining();
            waiting.incrementAndGet();
            super.write(last, bytes, new Callback.Nested(callback) {
                @Override
                public void completed() {
                    written.addAndGet(length);
                    waiting.decrementAndGet();
                }
            });
        }

        private synchronized void begin() {
            if (look == null) {
                again();
            }
        }

        private synchronized void again() {
            if (!ended) {
                look = getRequest()
                        .getComponents()
                        .getScheduler()
                        .schedule(this::look, limits.grace().toNanos(), TimeUnit.NANOSECONDS);
            }
        }

        private void look() {
            long now = written.get();
            boolean slow = now - writtenThen < limits.leastBytes();
            writtenThen = now;
            if (slow && waiting.get() > 0) {
                LOG.info(
                        "{} takes its answer at less than {} bytes a second and is dropped after {}",
                        Request.getRemoteAddr(getRequest()),
                        limits.leastRate(),
                        now);
                getRequest()
                        .getConnectionMetaData()
                        .getConnection()
                        .getEndPoint()
                        .close(new EofException("the client does not take its answer"));
            } else {
                again();
            }
        }

        synchronized void end() {
            ended = true;
            if (look != null) {
                look.cancel();
            }
        }
    }
}
