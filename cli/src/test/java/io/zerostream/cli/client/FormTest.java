package io.zerostream.cli.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class FormTest {
    @Test
    void eachFileIsAPartWhateverItsNameHolds() {
        Form form = new Form();
        form.file("a.jpg", new byte[] {1, 2});
        form.file("b\"\r\nX-Header: c.jpg", new byte[] {'\r', '\n'});
        String boundary = form.contentType().replaceFirst("multipart/form-data; boundary=", "");
        assertThat(new String(form.body(), StandardCharsets.ISO_8859_1))
                .isEqualTo(part(boundary, 0, "a.jpg", "\u0001\u0002")
                        + part(boundary, 1, "b%22%0D%0AX-Header: c.jpg", "\r\n") + "--" + boundary + "--\r\n");
    }

    private static String part(String boundary, int number, String name, String content) {
        return "--" + boundary + "\r\nContent-Disposition: form-data; name=\"file" + number + "\"; filename=\"" + name
                + "\"\r\nContent-Type: application/octet-stream\r\n\r\n" + content + "\r\n";
    }
}
