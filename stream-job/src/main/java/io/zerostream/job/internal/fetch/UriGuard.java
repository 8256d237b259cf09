package io.zerostream.job.internal.fetch;

import io.zerostream.job.config.UriPolicy;
import java.net.URI;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Which addresses may be asked, by their text alone; where a name leads is judged where it is looked up. */
final class UriGuard {
    /** What an address is. */
    enum Kind {
        /** May lead to public addresses only. */
        PUBLIC,
        /** May lead anywhere. */
        PRIVATE,
        /** On one of Flink's file systems. */
        FILE
    }

    /**
     * An address that may be asked.
     *
     * @param origin scheme, host and port, or the file system: those of one origin share its luck
     */
    record Target(URI uri, Kind kind, String origin) {}

    private final Set<String> publicOnly = new HashSet<>();
    private final Set<String> anywhere = new HashSet<>();
    private final List<URI> folders;

    UriGuard(UriPolicy policy) {
        policy.allowed().forEach(origin -> publicOnly.add(origin(origin)));
        policy.privateOrigins().forEach(origin -> anywhere.add(origin(origin)));
        folders = policy.folders().map(URI::normalize).toList();
    }

    /**
     * Takes an address or throws.
     *
     * @throws UriRejectedException why it is not fetched
     */
    Target check(String text) throws UriRejectedException {
        URI uri;
        try {
            uri = URI.create(text);
        } catch (IllegalArgumentException e) {
            throw UriRejectedException.refused("not a URI: " + e.getMessage());
        }
        if (uri.getScheme() == null || uri.isOpaque() || uri.getRawUserInfo() != null) {
            throw UriRejectedException.refused("'" + text + "' is not a plain address");
        }
        if (isHttp(uri)) {
            if (uri.getHost() == null) {
                throw UriRejectedException.refused("'" + text + "' names no host");
            }
            String origin = origin(uri);
            if (anywhere.contains(origin)) {
                return new Target(uri, Kind.PRIVATE, origin);
            }
            if (publicOnly.contains(origin)) {
                return new Target(uri, Kind.PUBLIC, origin);
            }
            throw notListed(origin);
        }
        URI plain = uri.normalize();
        if (folders.stream().noneMatch(folder -> beneath(plain, folder))) {
            throw notListed(plain.toString());
        }
        return new Target(plain, Kind.FILE, fileSystem(plain));
    }

    private static UriRejectedException notListed(String what) {
        return UriRejectedException.refused(what + " is not on the allow-list (uri.allow, uri.allow-private)");
    }

    private static boolean isHttp(URI uri) {
        String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
        return scheme.equals("http") || scheme.equals("https");
    }

    /** Both normalized, so that no {@code ..} leads out. An encoded one stays a name, as Flink's paths take it. */
    private static boolean beneath(URI uri, URI folder) {
        String path = String.valueOf(uri.getPath());
        String root = String.valueOf(folder.getPath());
        String within = root.endsWith("/") ? root : root + '/';
        return fileSystem(uri).equals(fileSystem(folder))
                && path.startsWith(within)
                && !path.contains("/../")
                && !path.endsWith("/..");
    }

    private static String fileSystem(URI uri) {
        String authority = uri.getRawAuthority();
        return uri.getScheme().toLowerCase(Locale.ROOT) + "://" + (authority == null ? "" : authority);
    }

    /** Scheme, host and port of an http address; the port that goes without saying is said. */
    static String origin(URI uri) {
        String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
        int port = uri.getPort() >= 0 ? uri.getPort() : scheme.equals("https") ? 443 : 80;
        return scheme + "://" + uri.getHost().toLowerCase(Locale.ROOT) + ':' + port;
    }
}
