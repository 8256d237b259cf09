package io.zerostream.gateway.internal.http;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Forms as browsers send them. */
final class Forms {
    private static final String BOUNDARY = "----aBoundary";

    /** Of all that are made here. */
    static final String TYPE = "multipart/form-data; boundary=" + BOUNDARY;

    private Forms() {}

    /** One with these files. */
    static byte[] of(byte[]... files) {
        return with(Map.of(), files);
    }

    /** One with these fields and files. */
    static byte[] with(Map<String, String> fields, byte[]... files) {
        ByteArrayOutputStream form = new ByteArrayOutputStream();
        fields.forEach((name, value) -> form.writeBytes(
                ("--" + BOUNDARY + "\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + value + "\r\n")
                        .getBytes(StandardCharsets.US_ASCII)));
        for (byte[] file : files) {
            form.writeBytes(
                    ("--" + BOUNDARY + "\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.png\"\r\n"
                                    + "Content-Type: image/png\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            form.writeBytes(file);
            form.writeBytes("\r\n".getBytes(StandardCharsets.US_ASCII));
        }
        form.writeBytes(("--" + BOUNDARY + "--\r\n").getBytes(StandardCharsets.US_ASCII));
        return form.toByteArray();
    }
}
