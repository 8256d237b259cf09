package io.zerostream.gateway.internal.http;

import io.zerostream.gateway.config.HttpLimits;
import io.zerostream.gateway.internal.registry.Refusal;
import io.zerostream.gateway.internal.registry.RefusedException;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpHeaderValue;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.EagerContentHandler;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.NanoTime;
import org.eclipse.jetty.util.thread.Invocable;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;

/**
 * Reads the body of a request into memory before any thread is spent on it, so that one who sends a byte now and then
 * holds a connection and nothing else. Copies what comes: Jetty's own loader keeps its buffers, of which a byte can fill
 * one. A body that is too long, too slow, or for which there is no room is refused; what still comes of it is read and
 * dropped for a while, for a connection that is closed at once is reset under a client that sends, and the answer lost.
 */
final class Bodies implements EagerContentHandler.ContentLoaderFactory {
    private static final String FREED = Bodies.class.getName();

    private final HttpLimits limits;
    private final UploadBody uploads;
    private final BodyMemory memory;

    Bodies(HttpLimits limits, UploadBody uploads) {
        this.limits = limits;
        this.uploads = uploads;
        this.memory = new BodyMemory(limits);
    }

    /** Lets go of the body of a request that has been read and goes on. Not of a form: its parts lie in the body. */
    static void free(HttpServletRequest request) {
        if (request.getAttribute(FREED) instanceof Runnable freeing) {
            freeing.run();
        }
    }

    /** All types. */
    @Override
    public @Nullable String getApplicableMimeType() {
        return null;
    }

    @Override
    public EagerContentHandler.ContentLoader newContentLoader(
            String contentType,
            String mimeType,
            Handler handler,
            Request request,
            Response response,
            Callback callback) {
        return new Loader(handler, request, response, callback);
    }

    private final class Loader extends EagerContentHandler.ContentLoader implements Invocable.Task {
        private static final int FIRST_BYTES = 8 * 1024;

        private final String client;
        private final String path;
        private final long most;
        private byte[] bytes = new byte[0];
        private int length;
        private long lookedAt = NanoTime.now();
        private int lengthThen;
        private long idleMillis;

        Loader(Handler handler, Request request, Response response, Callback callback) {
            super(handler, request, response, callback);
            client = Request.getRemoteAddr(request);
            path = Request.getPathInContext(request);
            most = uploads.mostBytes(path);
        }

        @Override
        protected void load() {
            // nothing is read while nothing comes: then the connection's own clock says so
            EndPoint connection = connection();
            idleMillis = connection.getIdleTimeout();
            connection.setIdleTimeout(limits.grace().toMillis());
            RefusedException unknown = AccessGate.whyNotRead(getRequest());
            if (unknown != null) {
                refuse(unknown);
                return;
            }
            HttpField declared = getRequest().getHeaders().getField(HttpHeader.CONTENT_LENGTH);
            if (declared != null && declared.getLongValue() > most) {
                refuse(tooLarge());
            } else {
                read(false);
            }
        }

        /** More has come. */
        @Override
        public void run() {
            read(true);
        }

        /** Nothing here waits: a selector's thread does it. */
        @Override
        public InvocationType getInvocationType() {
            return InvocationType.NON_BLOCKING;
        }

        private void read(boolean fromSelector) {
            while (true) {
                Content.Chunk chunk = getRequest().read();
                if (chunk == null) {
                    if (dripping()) {
                        refuse(tooSlow());
                    } else {
                        getRequest().demand(this);
                    }
                    return;
                }
                if (Content.Chunk.isFailure(chunk)) {
                    fail(chunk.getFailure());
                    return;
                }
                RefusedException refused = add(chunk.getByteBuffer());
                boolean last = chunk.isLast();
                chunk.release();
                if (refused != null) {
                    refuse(refused);
                    return;
                }
                if (last) {
                    // from here on it is the gateway that takes its time
                    connection().setIdleTimeout(idleMillis);
                    if (fromSelector) {
                        getRequest().getContext().execute(this::handOn);
                    } else {
                        handOn();
                    }
                    return;
                }
            }
        }

        private boolean dripping() {
            if (NanoTime.since(lookedAt) < limits.grace().toNanos()) {
                return false;
            }
            boolean slow = length - lengthThen < limits.leastBytes();
            lookedAt = NanoTime.now();
            lengthThen = length;
            return slow;
        }

        private @Nullable RefusedException add(ByteBuffer more) {
            long needed = (long) length + more.remaining();
            if (needed > most) {
                return tooLarge();
            }
            if (needed > bytes.length) {
                int capacity = (int) Math.min(most, Math.max(needed, Math.max(FIRST_BYTES, 2L * bytes.length)));
                if (!memory.take(client, capacity - bytes.length)) {
                    return new RefusedException(
                            Refusal.BUSY, "too many uploads at once", "send it again in a moment (Retry-After)");
                }
                bytes = Arrays.copyOf(bytes, capacity);
            }
            int taken = more.remaining();
            more.get(bytes, length, taken);
            length += taken;
            return null;
        }

        private EndPoint connection() {
            return getRequest().getConnectionMetaData().getConnection().getEndPoint();
        }

        private void handOn() {
            Callback giving = new Callback.Nested(getCallback()) {
                @Override
                public void completed() {
                    free();
                }
            };
            getRequest().setAttribute(FREED, (Runnable) this::free);
            handle(new Whole(getRequest(), ByteBuffer.wrap(bytes, 0, length)), getResponse(), giving);
        }

        private void refuse(RefusedException why) {
            connection().setIdleTimeout(idleMillis);
            free();
            boolean sends = why.refusal() != Refusal.TOO_SLOW
                    && !getRequest().getHeaders().contains(HttpHeader.EXPECT, HttpHeaderValue.CONTINUE.asString());
            CoreAnswers.refuse(
                    getResponse(), sends ? Callback.from(this::linger, getCallback()::failed) : getCallback(), why);
        }

        private void linger() {
            EndPoint connection = connection();
            Scheduler.Task end = getRequest()
                    .getComponents()
                    .getScheduler()
                    .schedule(
                            () -> connection.close(new EofException("the client still sends what was refused")),
                            limits.grace().toNanos(),
                            TimeUnit.NANOSECONDS);
            discard(end);
        }

        private void discard(Scheduler.Task end) {
            while (true) {
                Content.Chunk chunk = getRequest().read();
                if (chunk == null) {
                    getRequest().demand(Invocable.from(InvocationType.NON_BLOCKING, () -> discard(end)));
                    return;
                }
                boolean last = chunk.isLast() || Content.Chunk.isFailure(chunk);
                chunk.release();
                if (last) {
                    end.cancel();
                    getCallback().succeeded();
                    return;
                }
            }
        }

        private void fail(Throwable why) {
            RefusedException slow = tooSlow();
            connection().setIdleTimeout(idleMillis);
            free();
            if (why instanceof TimeoutException) {
                CoreAnswers.refuse(getResponse(), getCallback(), slow);
            } else {
                Response.writeError(getRequest(), getResponse(), getCallback(), why);
            }
        }

        private synchronized void free() {
            memory.give(client, bytes.length);
            bytes = new byte[0];
            length = 0;
        }

        private RefusedException tooSlow() {
            return new RefusedException(
                    Refusal.TOO_SLOW,
                    "the body comes at less than " + limits.leastRate() + " bytes a second; after " + length
                            + " bytes the gateway waits no longer",
                    "send less, or over a faster line");
        }

        private RefusedException tooLarge() {
            return uploads.tooLarge(path);
        }
    }

    /** A request whose body is there. */
    private static final class Whole extends Request.Wrapper {
        private Content.@Nullable Chunk body;

        Whole(Request wrapped, ByteBuffer body) {
            super(wrapped);
            this.body = Content.Chunk.from(body, true);
        }

        @Override
        public Content.Chunk read() {
            Content.Chunk next = body == null ? Content.Chunk.EOF : body;
            body = null;
            return next;
        }

        @Override
        public void demand(Runnable available) {
            available.run();
        }

        /**
         * By whoever cannot make sense of the body. Not handed on: the client has sent all of it, and a request that has failed
         * would lose the answer that says why. What that does to the connection is told where it is answered ({@link
         * UploadBody}).
         */
        @Override
        public void fail(Throwable why) {
            body = Content.Chunk.from(why, true);
        }
    }
}
