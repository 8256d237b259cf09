package io.zerostream.job.config;

import java.io.Serializable;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Which pictures the job fetches itself. Nothing unless it is listed; and never from an address that is not public,
 * whatever its name says, unless the origin is listed as a private one.
 *
 * @param allowed origins, {@code scheme://host[:port]} with http or https: they may lead to public addresses only
 *     ({@code uri.allow})
 * @param allowedPrivate origins that may lead anywhere, for object stores of the cluster and cameras of the house; and
 *     places on Flink's file systems, {@code s3://bucket/folder}, which take all beneath them ({@code uri.allow-private})
 * @param headersFile file on each task manager of headers to send, secrets among them: an origin, a header's name, a
 *     colon and its value in each line; empty = none ({@code uri.headers-file})
 * @param timeout for one picture, all redirects together ({@code uri.timeout})
 * @param concurrent how many are fetched at a time by one subtask; half of them from one origin, at most
 *     ({@code uri.concurrent})
 * @param waiting how many pictures one subtask lets wait, for an answer or behind one of their source that does; while
 *     there are more it takes none ({@code uri.waiting})
 */
public record UriPolicy(
        List<URI> allowed, List<URI> allowedPrivate, String headersFile, Duration timeout, int concurrent, int waiting)
        implements Serializable {
    private static final Set<String> HTTP = Set.of("http", "https");
    private static final int MOST_WAITING = 1_000_000;

    /** What {@link JobConfig#defaults} uses: nothing is fetched. */
    public static final UriPolicy DEFAULT = new UriPolicy(List.of(), List.of(), "", Duration.ofSeconds(10), 16, 10_000);

    /** @throws JobConfigException naming the key that is out of range */
    public UriPolicy {
        allowed = List.copyOf(allowed);
        allowedPrivate = List.copyOf(allowedPrivate);
        for (URI origin : allowed) {
            if (!isOrigin(origin)) {
                throw new JobConfigException(
                        "uri.allow",
                        "'" + origin + "' is not an origin: write for example https://pictures.example.org");
            }
        }
        for (URI place : allowedPrivate) {
            if (!isOrigin(place) && !isFolder(place)) {
                throw new JobConfigException(
                        "uri.allow-private",
                        "'" + place + "' is neither an origin nor a place on a file system: write for example"
                                + " http://minio.internal:9000 or s3://bucket/folder");
            }
        }
        Checks.positive("uri.timeout", timeout);
        Checks.between("uri.concurrent", concurrent, 1, 1000);
        Checks.between("uri.waiting", waiting, 1, MOST_WAITING);
    }

    /** The same with these origins that may lead to public addresses only, and those that may lead anywhere. */
    public UriPolicy allowing(List<URI> publicOnly, List<URI> anywhere) {
        return new UriPolicy(publicOnly, anywhere, headersFile, timeout, concurrent, waiting);
    }

    /** The same with other limits. */
    public UriPolicy limited(Duration time, int atATime, int mayWait) {
        return new UriPolicy(allowed, allowedPrivate, headersFile, time, atATime, mayWait);
    }

    /** Places on Flink's file systems. */
    public Stream<URI> folders() {
        return allowedPrivate.stream().filter(place -> !HTTP.contains(place.getScheme()));
    }

    /** Origins on the web that may lead anywhere. */
    public Stream<URI> privateOrigins() {
        return allowedPrivate.stream().filter(place -> HTTP.contains(place.getScheme()));
    }

    private static boolean isOrigin(URI uri) {
        boolean bare = uri.getRawPath() == null || uri.getRawPath().isEmpty();
        return uri.getScheme() != null
                && HTTP.contains(uri.getScheme())
                && uri.getHost() != null
                && bare
                && uri.getRawUserInfo() == null;
    }

    private static boolean isFolder(URI uri) {
        return uri.getScheme() != null
                && !HTTP.contains(uri.getScheme())
                && !uri.isOpaque()
                && uri.getRawUserInfo() == null
                && (uri.getRawAuthority() != null
                        || String.valueOf(uri.getRawPath()).length() > 1);
    }
}
