package io.zerostream.gateway.internal.http;

import io.zerostream.gateway.HttpLimits;
import io.zerostream.gateway.internal.registry.Refusal;
import io.zerostream.gateway.internal.registry.RefusedException;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Bounds the requests under way, all together and of one client, so that threads are always left for those beyond: the
 * status and the metrics, and event streams, which wait without a thread and have places of their own.
 */
final class Places extends Handler.Wrapper {
    private static final Set<String> BEYOND = Set.of(LiveRoutes.STATUS, MetricsRoute.PATH, StreamRoutes.PATH);

    private final HttpLimits limits;
    private final Semaphore free;
    private final Map<String, Integer> taken = new ConcurrentHashMap<>();

    Places(HttpLimits limits) {
        this.limits = limits;
        this.free = new Semaphore(limits.requests());
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        if (BEYOND.contains(Request.getPathInContext(request))) {
            return super.handle(request, response, callback);
        }
        String client = Request.getRemoteAddr(request);
        if (!take(client)) {
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
        Callback giving = new Callback.Nested(callback) {
            @Override
            public void completed() {
                give(client);
            }
        };
        boolean handled = false;
        try {
            handled = super.handle(request, response, giving);
        } finally {
            if (!handled) {
                // then the callback is somebody else's to complete
                give(client);
            }
        }
        return handled;
    }

    private boolean take(String client) {
        if (!free.tryAcquire()) {
            return false;
        }
        if (taken.merge(client, 1, Integer::sum) > limits.requestsPerClient()) {
            give(client);
            return false;
        }
        return true;
    }

    private void give(String client) {
        taken.computeIfPresent(client, (c, n) -> n == 1 ? null : n - 1);
        free.release();
    }
}
