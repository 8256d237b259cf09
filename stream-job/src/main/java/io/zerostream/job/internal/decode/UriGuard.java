package io.zerostream.job.internal.decode;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Which addresses may be fetched: those of a listed origin whose host name leads to public addresses only. Asked before
 * every request, redirects included. The client connects within the JVM's DNS cache time (30 s unless configured), so it
 * meets the addresses that were judged here.
 */
final class UriGuard {
    private final Set<String> allowed = new HashSet<>();
    private final Predicate<InetAddress> reachable;

    /**
     * @param origins scheme, host, port
     * @param reachable which addresses a listed name may lead to
     */
    UriGuard(List<URI> origins, Predicate<InetAddress> reachable) {
        origins.forEach(origin -> allowed.add(origin(origin)));
        this.reachable = reachable;
    }

    /**
     * Takes an address or throws.
     *
     * @throws UriRejectedException why it is not fetched
     */
    URI check(String text) throws UriRejectedException {
        URI uri;
        try {
            uri = URI.create(text);
        } catch (IllegalArgumentException e) {
            throw UriRejectedException.refused("not a URI: " + e.getMessage());
        }
        if (uri.getHost() == null || uri.getScheme() == null || uri.getRawUserInfo() != null) {
            throw UriRejectedException.refused("'" + text + "' is not a plain http or https address");
        }
        if (!allowed.contains(origin(uri))) {
            throw UriRejectedException.refused(origin(uri) + " is not on the allow-list (uri.allow)");
        }
        try {
            for (InetAddress address : InetAddress.getAllByName(uri.getHost())) {
                if (!reachable.test(address)) {
                    throw UriRejectedException.refused(uri.getHost() + " leads to " + address.getHostAddress()
                            + ", which is not a public address");
                }
            }
        } catch (UnknownHostException e) {
            throw UriRejectedException.failed("no such host: " + uri.getHost());
        }
        return uri;
    }

    private static String origin(URI uri) {
        String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
        int port = uri.getPort() >= 0 ? uri.getPort() : scheme.equals("https") ? 443 : 80;
        return scheme + "://" + uri.getHost().toLowerCase(Locale.ROOT) + ':' + port;
    }
}
