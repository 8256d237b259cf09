package io.zerostream.cli.client;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/** Files as the body of one request, multipart/form-data (RFC 7578). */
public final class Form {
    private final String boundary = "zerostream-" + UUID.randomUUID();
    private final ByteArrayOutputStream parts = new ByteArrayOutputStream();
    private int count;

    /**
     * Adds a file.
     *
     * @param name of it, for people
     */
    public void file(String name, byte[] content) {
        // as browsers do it
        String escaped = name.replace("\"", "%22").replace("\r", "%0D").replace("\n", "%0A");
        text("--" + boundary + "\r\nContent-Disposition: form-data; name=\"file" + count++ + "\"; filename=\"" + escaped
                + "\"\r\nContent-Type: application/octet-stream\r\n\r\n");
        parts.writeBytes(content);
        text("\r\n");
    }

    /** What the request says that its body is. */
    public String contentType() {
        return "multipart/form-data; boundary=" + boundary;
    }

    /** All files; none is added after it. */
    public byte[] body() {
        text("--" + boundary + "--\r\n");
        return parts.toByteArray();
    }

    private void text(String text) {
        parts.writeBytes(text.getBytes(StandardCharsets.UTF_8));
    }
}
