package io.zerostream.job.internal.fetch;

import io.zerostream.job.config.UriPolicy;

/** Gets the bytes behind an address, from the web or a file system. Thread-safe; blocks the calling thread. */
final class PictureFetcher implements AutoCloseable {
    private final HttpFetcher web;
    private final FileFetcher files;

    /**
     * @param policy how long, how many
     * @param guard which addresses
     * @param headers what to send where
     * @param maxBytes largest picture
     */
    PictureFetcher(UriPolicy policy, UriGuard guard, OriginHeaders headers, long maxBytes) {
        this.web = new HttpFetcher(guard, headers, maxBytes, policy.timeout(), policy.concurrent());
        this.files = new FileFetcher(maxBytes);
    }

    /**
     * The bytes behind an address; at least one.
     *
     * @throws UriRejectedException why there are none
     */
    byte[] fetch(UriGuard.Target target) throws UriRejectedException {
        byte[] bytes = target.kind() == UriGuard.Kind.FILE ? files.fetch(target.uri()) : web.fetch(target);
        if (bytes.length == 0) {
            throw UriRejectedException.failed(target.uri() + " is there, but has no bytes");
        }
        return bytes;
    }

    @Override
    public void close() {
        web.close();
    }
}
