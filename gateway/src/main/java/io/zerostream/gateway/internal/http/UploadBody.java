package io.zerostream.gateway.internal.http;

import io.javalin.http.Context;
import io.javalin.http.UploadedFile;
import io.zerostream.gateway.config.UploadLimits;
import io.zerostream.gateway.internal.registry.Refusal;
import io.zerostream.gateway.internal.registry.RefusedException;
import io.zerostream.schemas.SafeText;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Takes pictures out of an upload, and never reads more than the limit. A form has them in parts; any other body is one
 * picture, whatever its type is said to be: the bytes decide.
 */
final class UploadBody {
    /** What multipart headers and boundaries may add, bytes. */
    static final long MULTIPART_EXTRA_BYTES = 64L * 1024;

    private final long maxBytes;
    private final UploadLimits limits;

    /**
     * @param maxBytes largest picture
     * @param limits of a request with many
     */
    UploadBody(long maxBytes, UploadLimits limits) {
        this.maxBytes = maxBytes;
        this.limits = limits;
    }

    /**
     * The picture's bytes.
     *
     * @throws RefusedException when there is none, more than one, or one that is too large
     */
    byte[] read(Context ctx) throws IOException {
        return isForm(ctx) ? multipart(ctx) : raw(ctx);
    }

    /**
     * The pictures of a form, or the one that the body is; each may be too large by itself.
     *
     * @throws RefusedException when there is none, or too many
     */
    List<byte[]> readAll(Context ctx) throws IOException {
        if (!isForm(ctx)) {
            return List.of(raw(ctx));
        }
        List<Part> parts = form(ctx);
        demandSome(parts.size());
        return parts.stream().map(Part::content).toList();
    }

    /**
     * A file of a form.
     *
     * @param name that the client gave it
     */
    record Part(String name, byte[] content) {}

    /** The files of a form, if it has any; each may be too large by itself. */
    List<Part> form(Context ctx) throws IOException {
        List<UploadedFile> files = files(ctx);
        List<Part> parts = new ArrayList<>(files.size());
        for (UploadedFile file : files) {
            try (InputStream in = file.content()) {
                parts.add(new Part(file.filename(), in.readAllBytes()));
            }
        }
        return parts;
    }

    /** @throws RefusedException when a request has no picture, or too many */
    void demandSome(int pictures) {
        if (pictures == 0) {
            throw new RefusedException(
                    Refusal.BAD_REQUEST,
                    "there is no picture",
                    "send the file itself, a form with files in parts with file names, or JSON with images");
        }
        if (pictures > limits.pictures()) {
            throw new RefusedException(
                    Refusal.BODY_TOO_LARGE,
                    "there are " + pictures + " pictures; the limit is " + limits.pictures() + " (uploads.pictures)",
                    "send them in several requests");
        }
    }

    /** Whether the body is a form. */
    static boolean isForm(Context ctx) {
        return Params.mediaType(ctx).equals("multipart/form-data");
    }

    private byte[] raw(Context ctx) throws IOException {
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
                    "the form cannot be read: " + SafeText.of(plain(e)),
                    "send multipart/form-data");
            refused.initCause(e);
            throw refused;
        }
    }

    /** Without the class names that exceptions put before the messages of others. */
    private static String plain(Throwable problem) {
        String message = "";
        for (Throwable cause = problem; cause != null; cause = cause.getCause()) {
            message = cause.getMessage() == null ? message : cause.getMessage();
        }
        return message;
    }

    private byte[] bounded(InputStream in) throws IOException {
        byte[] bytes = in.readNBytes((int) Math.min(Integer.MAX_VALUE - 16L, maxBytes + 1));
        if (bytes.length > maxBytes) {
            throw tooLarge();
        }
        return bytes;
    }

    /** Longest body at any path, bytes. */
    long mostBytes() {
        return Math.max(SetRoutes.TABLE_BYTES, Math.max(mostBytes(ImageRoutes.PATH), limits.bytes()));
    }

    /** Longest body at a path, bytes. */
    long mostBytes(String path) {
        if (path.equals(ImageRoutes.PATH)) {
            return maxBytes + MULTIPART_EXTRA_BYTES;
        }
        if (SetRoutes.isImport(path)) {
            return SetRoutes.TABLE_BYTES;
        }
        return takesMany(path) ? limits.bytes() : Json.MAX_BODY_BYTES;
    }

    private static boolean takesMany(String path) {
        return path.equals(UploadRoutes.PATH) || path.equals(ReviewRoutes.EXAMPLES) || InferRoutes.isInfer(path);
    }

    /** Of a body at a path. */
    RefusedException tooLarge(String path) {
        if (path.equals(ImageRoutes.PATH)) {
            return tooLarge();
        }
        return takesMany(path)
                ? new RefusedException(
                        Refusal.BODY_TOO_LARGE,
                        "the pictures are larger than " + mostBytes(path) + " bytes together (uploads.bytes)",
                        "send fewer at once, or smaller ones")
                : Json.tooLarge(mostBytes(path));
    }

    private RefusedException tooLarge() {
        return new RefusedException(
                Refusal.PICTURE_TOO_LARGE, "the picture is larger than " + maxBytes + " bytes", "send a smaller one");
    }
}
