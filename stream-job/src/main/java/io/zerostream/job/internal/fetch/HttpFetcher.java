package io.zerostream.job.internal.fetch;

import io.zerostream.job.internal.fetch.UriGuard.Kind;
import io.zerostream.job.internal.fetch.UriGuard.Target;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.io.SocketConfig;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/**
 * Fetches pictures from the web. The addresses that a name leads to are judged by the resolver that the connection is
 * made with, so there is no second look-up that could say something else. Thread-safe; blocks the calling thread.
 */
final class HttpFetcher implements AutoCloseable {
    private static final int REDIRECTS = 5;
    private static final int OK = 200;
    private static final int TOO_MANY_REQUESTS = 429;
    private static final int SERVER_ERROR = 500;

    private final UriGuard guard;
    private final OriginHeaders headers;
    private final long maxBytes;
    private final Duration timeout;
    private final CloseableHttpClient toPublic;
    private final CloseableHttpClient toAnywhere;
    private final ScheduledExecutorService watch;

    /**
     * @param maxBytes largest answer
     * @param timeout for everything together
     * @param connections at a time
     */
    HttpFetcher(UriGuard guard, OriginHeaders headers, long maxBytes, Duration timeout, int connections) {
        this(guard, headers, maxBytes, timeout, connections, PublicAddresses::contain);
    }

    /** @param reachable which addresses a name may lead to that is not listed as a private one */
    HttpFetcher(
            UriGuard guard,
            OriginHeaders headers,
            long maxBytes,
            Duration timeout,
            int connections,
            Predicate<InetAddress> reachable) {
        this.guard = guard;
        this.headers = headers;
        this.maxBytes = maxBytes;
        this.timeout = timeout;
        this.toPublic = client(new JudgingResolver(reachable), timeout, connections);
        this.toAnywhere = client(new JudgingResolver(address -> true), timeout, connections);
        this.watch = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "fetch-watch");
            thread.setDaemon(true);
            return thread;
        });
    }

    private static CloseableHttpClient client(DnsResolver resolver, Duration timeout, int connections) {
        Timeout patience = Timeout.of(timeout);
        return HttpClients.custom()
                .setConnectionManager(PoolingHttpClientConnectionManagerBuilder.create()
                        .setDnsResolver(resolver)
                        .setMaxConnTotal(connections)
                        .setMaxConnPerRoute(connections)
                        .setDefaultSocketConfig(
                                SocketConfig.custom().setSoTimeout(patience).build())
                        .setDefaultConnectionConfig(ConnectionConfig.custom()
                                .setConnectTimeout(patience)
                                .setSocketTimeout(patience)
                                .build())
                        .build())
                .setDefaultRequestConfig(RequestConfig.custom()
                        .setConnectionRequestTimeout(patience)
                        .setResponseTimeout(patience)
                        .build())
                .disableRedirectHandling()
                .disableAutomaticRetries()
                .disableCookieManagement()
                .disableAuthCaching()
                .build();
    }

    /**
     * The bytes behind an address.
     *
     * @throws UriRejectedException why there are none
     */
    byte[] fetch(Target first) throws UriRejectedException {
        long deadline = System.nanoTime() + timeout.toNanos();
        Target target = first;
        for (int hop = 0; hop <= REDIRECTS; hop++) {
            Answer answer = ask(target, deadline);
            if (answer.redirect() == null) {
                return answer.body();
            }
            target = guard.check(resolve(target.uri(), answer.redirect()));
            if (target.kind() == Kind.FILE) {
                throw UriRejectedException.refused(first.uri() + " redirects to a file system");
            }
        }
        throw UriRejectedException.failed(first.uri() + " redirects more than " + REDIRECTS + " times");
    }

    /** Bytes, or where they are. */
    private record Answer(byte[] body, @Nullable String redirect) {}

    private Answer ask(Target target, long deadline) throws UriRejectedException {
        HttpGet request = new HttpGet(target.uri());
        headers.to(target.origin()).forEach(header -> request.addHeader(header.name(), header.value()));
        // sockets time out between two bytes only: a server that drips them would never be late
        Future<?> late =
                watch.schedule(request::cancel, Math.max(1, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
        CloseableHttpClient client = target.kind() == Kind.PRIVATE ? toAnywhere : toPublic;
        try (ClassicHttpResponse response = client.executeOpen(null, request, null)) {
            try {
                return read(target.uri(), response);
            } catch (IOException e) {
                // asked before it is cancelled here
                throw unanswered(target.uri(), e, deadline, request.isCancelled());
            } finally {
                // nothing when all was read
                request.cancel();
            }
        } catch (RefusedAddressException e) {
            throw UriRejectedException.refused(String.valueOf(e.getMessage()));
        } catch (UnknownHostException e) {
            throw UriRejectedException.unanswered(
                    "no such host: " + target.uri().getHost());
        } catch (IOException e) {
            throw unanswered(target.uri(), e, deadline, request.isCancelled());
        } finally {
            late.cancel(false);
        }
    }

    private UriRejectedException unanswered(URI uri, IOException why, long deadline, boolean cancelled) {
        return UriRejectedException.unanswered(
                System.nanoTime() >= deadline || cancelled
                        ? uri + " took longer than " + timeout.toMillis() + " ms"
                        : uri + " cannot be fetched: " + why);
    }

    private Answer read(URI uri, ClassicHttpResponse response) throws IOException, UriRejectedException {
        int status = response.getCode();
        if (status == OK) {
            return new Answer(body(uri, response.getEntity()), null);
        }
        Header location = response.getFirstHeader("Location");
        if (status / 100 == 3 && location != null) {
            return new Answer(new byte[0], location.getValue());
        }
        String message = uri + " answered with HTTP " + status;
        throw status >= SERVER_ERROR || status == TOO_MANY_REQUESTS
                ? UriRejectedException.unanswered(message)
                : UriRejectedException.failed(message);
    }

    private byte[] body(URI uri, @Nullable HttpEntity entity) throws IOException, UriRejectedException {
        if (entity == null) {
            return new byte[0];
        }
        // not closed: that would read the rest, however long; the request is cancelled instead
        InputStream in = entity.getContent();
        byte[] bytes = in.readNBytes((int) Math.min(Integer.MAX_VALUE - 16L, maxBytes + 1));
        if (bytes.length > maxBytes) {
            throw UriRejectedException.failed(uri + " cannot be fetched: more than " + maxBytes + " bytes");
        }
        return bytes;
    }

    private static String resolve(URI from, String location) throws UriRejectedException {
        try {
            return from.resolve(location).toString();
        } catch (IllegalArgumentException e) {
            throw UriRejectedException.refused(from + " redirects to '" + location + "', which is not a URI");
        }
    }

    @Override
    public void close() {
        watch.shutdownNow();
        toPublic.close(CloseMode.IMMEDIATE);
        toAnywhere.close(CloseMode.IMMEDIATE);
    }

    /** A name leads where it may not. */
    private static final class RefusedAddressException extends UnknownHostException {
        private static final long serialVersionUID = 1L;

        RefusedAddressException(String message) {
            super(message);
        }
    }

    /** Looks names up, and lets only those pass all of whose addresses may be reached. */
    private static final class JudgingResolver implements DnsResolver {
        private final Predicate<InetAddress> reachable;

        JudgingResolver(Predicate<InetAddress> reachable) {
            this.reachable = reachable;
        }

        @Override
        public InetAddress[] resolve(String host) throws UnknownHostException {
            InetAddress[] addresses = SystemDefaultDnsResolver.INSTANCE.resolve(host);
            for (InetAddress address : addresses) {
                if (!reachable.test(address)) {
                    throw new RefusedAddressException(host + " leads to " + address.getHostAddress()
                            + ", which is not a public address (uri.allow-private names those that may)");
                }
            }
            return addresses;
        }

        @Override
        public String resolveCanonicalHostname(String host) throws UnknownHostException {
            return SystemDefaultDnsResolver.INSTANCE.resolveCanonicalHostname(host);
        }
    }
}
