package io.zerostream.gateway.internal.http;

import io.zerostream.gateway.config.HttpLimits;
import io.zerostream.gateway.internal.registry.Refusal;
import io.zerostream.gateway.internal.registry.RefusedException;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Bounds the requests under way, all together and of one client, so that threads are always left for those beyond: the
 * status, the metrics and the probes, and event streams, which wait without a thread and have places of their own.
 */
final class Places extends Handler.Wrapper {
    private static final Logger LOG = LoggerFactory.getLogger(Places.class);
    private static final Set<String> BEYOND =
            Set.of(LiveRoutes.STATUS, MetricsRoute.PATH, StreamRoutes.PATH, HealthRoutes.LIVE, HealthRoutes.READY);

    private static final String GIVEN_BACK = Places.class.getName();

    private final HttpLimits limits;
    private final Shares places;

    Places(HttpLimits limits) {
        this.limits = limits;
        this.places = new Shares(limits.requests(), limits.requestsPerClient());
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        if (BEYOND.contains(Request.getPathInContext(request))) {
            return super.handle(request, response, callback);
        }
        String client = Request.getRemoteAddr(request);
        if (!places.take(client)) {
            CoreAnswers.refuse(
                    response,
                    callback,
                    new RefusedException(
                            Refusal.BUSY,
                            "too many requests at once (" + limits.requests() + " of all, " + limits.requestsPerClient()
                                    + " of one address)",
                            "send it again in a moment (Retry-After)"));
            return true;
        }
        // some answers are complete and their handling throws all the same: a place is given back once
        AtomicBoolean given = new AtomicBoolean();
        request.setAttribute(GIVEN_BACK, (Runnable) () -> giveOnce(client, given));
        Callback giving = new Callback.Nested(callback) {
            @Override
            public void completed() {
                giveOnce(client, given);
            }
        };
        boolean handled = false;
        try {
            handled = super.handle(request, response, giving);
        } catch (RuntimeException e) {
            if (!given.get()) {
                throw e;
            }
            // so does the servlet container with what it did not read of a form that it could not read
            LOG.debug("the request of {} was answered before it broke", client, e);
            handled = true;
        } finally {
            if (!handled) {
                // then the callback is somebody else's to complete
                giveOnce(client, given);
            }
        }
        return handled;
    }

    /** Gives back the place of a request that goes on without a thread. */
    static void leave(HttpServletRequest request) {
        if (request.getAttribute(GIVEN_BACK) instanceof Runnable giving) {
            giving.run();
        }
    }

    private void giveOnce(String client, AtomicBoolean given) {
        if (given.compareAndSet(false, true)) {
            places.give(client);
        }
    }
}
