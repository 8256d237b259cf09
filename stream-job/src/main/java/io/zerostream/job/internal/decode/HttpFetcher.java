package io.zerostream.job.internal.decode;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Fetches pictures that a {@link UriGuard} lets through. Thread-safe; blocks the calling thread. */
final class HttpFetcher {
    private static final int REDIRECTS = 5;
    private static final int OK = 200;

    private final UriGuard guard;
    private final long maxBytes;
    private final Duration timeout;
    private final HttpClient client;

    /**
     * @param maxBytes largest answer
     * @param timeout for everything together
     */
    HttpFetcher(UriGuard guard, long maxBytes, Duration timeout) {
        this.guard = guard;
        this.maxBytes = maxBytes;
        this.timeout = timeout;
        this.client = HttpClient.newBuilder()
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(timeout)
                .build();
    }

    /**
     * The bytes behind an address.
     *
     * @throws UriRejectedException why there are none
     */
    byte[] fetch(String address) throws UriRejectedException, InterruptedException {
        long deadline = System.nanoTime() + timeout.toNanos();
        String next = address;
        for (int hop = 0; hop <= REDIRECTS; hop++) {
            URI uri = guard.check(next);
            HttpResponse<byte[]> answer = ask(uri, deadline);
            if (answer.statusCode() == OK) {
                return answer.body();
            }
            Optional<String> location = answer.headers().firstValue("Location");
            if (answer.statusCode() / 100 != 3 || location.isEmpty()) {
                throw UriRejectedException.failed(uri + " answered with HTTP " + answer.statusCode());
            }
            next = resolve(uri, location.get());
        }
        throw UriRejectedException.failed(address + " redirects more than " + REDIRECTS + " times");
    }

    private HttpResponse<byte[]> ask(URI uri, long deadline) throws UriRejectedException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(uri).GET().build();
        CompletableFuture<HttpResponse<byte[]>> answer = client.sendAsync(request, info -> new LimitedBody(maxBytes));
        try {
            return answer.get(Math.max(1, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw UriRejectedException.failed(uri + " took longer than " + timeout.toMillis() + " ms");
        } catch (ExecutionException e) {
            throw UriRejectedException.failed(uri + " cannot be fetched: " + e.getCause());
        } finally {
            // ends the transfer when we gave up; nothing when it is complete
            answer.cancel(true);
        }
    }

    private static String resolve(URI from, String location) throws UriRejectedException {
        try {
            return from.resolve(location).toString();
        } catch (IllegalArgumentException e) {
            throw UriRejectedException.refused(from + " redirects to '" + location + "', which is not a URI");
        }
    }
}
