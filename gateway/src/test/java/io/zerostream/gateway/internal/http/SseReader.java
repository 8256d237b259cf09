package io.zerostream.gateway.internal.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/** Reads server-sent events. */
public final class SseReader {
    private static final ObjectMapper JSON = new ObjectMapper();
    private final BufferedReader lines;

    /** @param stream of the response */
    public SseReader(InputStream stream) {
        this.lines = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8));
    }

    /** Data of the next event of a type; waits for it. */
    public JsonNode next(String type) throws IOException {
        String current = "";
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.startsWith("event:")) {
                current = line.substring("event:".length()).strip();
            } else if (line.startsWith("data:") && current.equals(type)) {
                return JSON.readTree(line.substring("data:".length()));
            }
        }
        throw new IOException("the stream ended without an event of type " + type);
    }
}
