package io.zerostream.gateway.internal.access;

import com.nimbusds.jose.util.Resource;
import com.nimbusds.jose.util.ResourceRetriever;
import com.nimbusds.oauth2.sdk.http.HTTPRequest;
import com.nimbusds.oauth2.sdk.http.HTTPRequestSender;
import com.nimbusds.oauth2.sdk.http.HTTPResponse;
import com.nimbusds.oauth2.sdk.http.ReadOnlyHTTPRequest;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.URL;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Calls to the provider, bounded in time and length. Nothing is asked in the open, and no redirect is followed, for a code
 * or a secret would go along. Certificates are checked as the JVM is told to. Many threads may call at once.
 */
final class ProviderHttp implements HTTPRequestSender, ResourceRetriever {
    private static final Duration CONNECT_WITHIN = Duration.ofSeconds(5);
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(10);
    /** A person in many hundred groups has a token of some ten kilobytes. */
    private static final int LONGEST_ANSWER = 256 * 1024;

    private static final int TOO_MANY_REQUESTS = 429;
    private static final int FIRST_SERVER_ERROR = 500;

    private final HttpClient http;
    private final Duration answerWithin;

    /** Connects within 5 s; an answer of at most 256 KiB is there 10 s after it was asked for. */
    ProviderHttp() {
        this(CONNECT_WITHIN, ANSWER_WITHIN);
    }

    /**
     * With other times, all above 0.
     *
     * @param answerWithin from the question to the last byte of the answer
     */
    ProviderHttp(Duration connectWithin, Duration answerWithin) {
        this.answerWithin = answerWithin;
        http = HttpClient.newBuilder()
                .version(Version.HTTP_1_1)
                .connectTimeout(connectWithin)
                .build();
    }

    /** @throws IOException when there is no answer in time, it is too long, or it says that the provider is not well */
    @Override
    public HTTPResponse send(ReadOnlyHTTPRequest request) throws IOException {
        HttpResponse<String> answer = answer(question(request));
        if (answer.statusCode() >= FIRST_SERVER_ERROR || answer.statusCode() == TOO_MANY_REQUESTS) {
            throw new IOException("HTTP " + answer.statusCode());
        }
        HTTPResponse told = new HTTPResponse(answer.statusCode());
        answer.headers().map().forEach((name, values) -> told.setHeader(name, values.toArray(new String[0])));
        told.setBody(answer.body());
        return told;
    }

    /** @throws IOException as {@link #send}, and when the answer is not 200 */
    @Override
    public Resource retrieveResource(URL address) throws IOException {
        HTTPResponse answer = send(new HTTPRequest(HTTPRequest.Method.GET, URI.create(address.toString())));
        if (answer.getStatusCode() != HTTPResponse.SC_OK) {
            throw new IOException("HTTP " + answer.getStatusCode());
        }
        return new Resource(answer.getBody(), answer.getHeaderValue("Content-Type"));
    }

    private static HttpRequest question(ReadOnlyHTTPRequest request) throws IOException {
        String body = request.getBody();
        BodyPublisher publisher = body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body);
        try {
            HttpRequest.Builder question = HttpRequest.newBuilder(request.getURI())
                    .method(request.getMethod().name(), publisher);
            request.getHeaderMap().forEach((name, values) -> values.forEach(value -> question.header(name, value)));
            return question.build();
        } catch (IllegalArgumentException e) {
            // its words quote the header, which may hold a token
            throw new IOException("a header or an address cannot be sent as it is");
        }
    }

    private HttpResponse<String> answer(HttpRequest question) throws IOException {
        CompletableFuture<HttpResponse<String>> coming =
                http.sendAsync(question, info -> new ShortBody(LONGEST_ANSWER));
        try {
            // the client's own time ends with the first byte of the body
            return coming.get(answerWithin.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            coming.cancel(true);
            throw new IOException("no whole answer in " + answerWithin.toMillis() + " ms", e);
        } catch (InterruptedException e) {
            coming.cancel(true);
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("told to stop while it waited");
        } catch (ExecutionException e) {
            throw new IOException(reason(e.getCause()), e.getCause());
        }
    }

    private static String reason(@Nullable Throwable fault) {
        // a connection that is refused has no words of its own
        return fault == null || fault.getMessage() == null ? String.valueOf(fault) : fault.getMessage();
    }
}
