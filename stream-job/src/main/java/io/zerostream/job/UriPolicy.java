package io.zerostream.job;

import java.io.Serializable;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * Which pictures the job fetches itself. Nothing unless it is listed; and never from an address that is not public,
 * whatever the name says ({@code internal.decode.PublicAddresses}).
 *
 * @param allowed origins, {@code scheme://host[:port]}, http or https; empty = every URI is refused ({@code uri.allow})
 * @param timeout for one picture, all redirects together ({@code uri.timeout})
 * @param concurrent how many are fetched at a time by one subtask ({@code uri.concurrent})
 */
public record UriPolicy(List<URI> allowed, Duration timeout, int concurrent) implements Serializable {
    private static final Set<String> SCHEMES = Set.of("http", "https");

    /** What {@link JobConfig#defaults} uses: nothing is fetched. */
    public static final UriPolicy DEFAULT = new UriPolicy(List.of(), Duration.ofSeconds(10), 16);

    /** @throws JobConfigException naming the key that is out of range */
    public UriPolicy {
        allowed = List.copyOf(allowed);
        for (URI origin : allowed) {
            boolean bare = origin.getRawPath() == null || origin.getRawPath().isEmpty();
            if (origin.getScheme() == null
                    || !SCHEMES.contains(origin.getScheme())
                    || origin.getHost() == null
                    || !bare
                    || origin.getRawUserInfo() != null) {
                throw new JobConfigException(
                        "uri.allow",
                        "'" + origin + "' is not an origin: write for example https://pictures.example.org");
            }
        }
        Checks.positive("uri.timeout", timeout);
        Checks.between("uri.concurrent", concurrent, 1, 1000);
    }
}
