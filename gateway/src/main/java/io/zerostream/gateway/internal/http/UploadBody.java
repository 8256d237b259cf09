package io.zerostream.gateway.internal.http;

import io.javalin.http.Context;
import io.javalin.http.UploadedFile;
import io.zerostream.gateway.internal.registry.Refusal;
import io.zerostream.gateway.internal.registry.RefusedException;
import io.zerostream.schemas.SafeText;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Locale;

/**
 * Takes the picture out of an upload, and never reads more than the limit. A form has it in a part; any other body is the
 * picture, whatever its type is said to be: the bytes decide.
 */
final class UploadBody {
    /** What multipart headers and boundaries may add, bytes. */
    static final long MULTIPART_EXTRA_BYTES = 64L * 1024;

    private final long maxBytes;

    /** @param maxBytes largest picture */
    UploadBody(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    /**
     * The picture's bytes.
     *
     * @throws RefusedException when there is none, more than one, or one that is too large
     */
    byte[] read(Context ctx) throws IOException {
        if (Params.mediaType(ctx).equals("multipart/form-data")) {
            return multipart(ctx);
        }
        try (InputStream in = ctx.bodyInputStream()) {
            return bounded(in);
        }
    }

    private byte[] multipart(Context ctx) throws IOException {
        List<UploadedFile> files = files(ctx);
        if (files.size() != 1) {
            throw new RefusedException(
                    Refusal.BAD_REQUEST,
                    "the form has " + files.size() + " files",
                    "send one picture a request, in a part with a file name");
        }
        try (InputStream in = files.get(0).content()) {
            return bounded(in);
        }
    }

    private List<UploadedFile> files(Context ctx) {
        try {
            return ctx.uploadedFiles();
        } catch (Exception e) {
            // Jetty breaks the connection behind the answer to a form that it could not read (its issue 14745), though
            // nobody fails the request itself: so that nobody is told that it goes on
            ctx.header("Connection", "close");
            // the servlet container reports every trouble with a form by an exception class of its own
            for (Throwable cause = e; cause != null; cause = cause.getCause()) {
                String message = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
                if (message.contains("max length") || message.contains("exceed") || message.contains("too large")) {
                    throw tooLarge();
                }
            }
            RefusedException refused = new RefusedException(
                    Refusal.BAD_REQUEST,
                    "the form cannot be read: " + SafeText.of(String.valueOf(e.getMessage())),
                    "send multipart/form-data");
            refused.initCause(e);
            throw refused;
        }
    }

    private byte[] bounded(InputStream in) throws IOException {
        byte[] bytes = in.readNBytes((int) Math.min(Integer.MAX_VALUE - 16L, maxBytes + 1));
        if (bytes.length > maxBytes) {
            throw tooLarge();
        }
        return bytes;
    }

    /** Longest body, bytes. */
    long mostBytes() {
        return maxBytes + MULTIPART_EXTRA_BYTES;
    }

    RefusedException tooLarge() {
        return new RefusedException(
                Refusal.PICTURE_TOO_LARGE, "the picture is larger than " + maxBytes + " bytes", "send a smaller one");
    }
}
