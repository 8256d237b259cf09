package io.zerostream.cli.options;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.PrintWriter;
import picocli.CommandLine.Option;

/** Whether a command speaks to a program: one JSON document on standard output, and nothing else there. */
public final class JsonOption {
    private static final ObjectMapper JSON = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .enable(SerializationFeature.INDENT_OUTPUT)
            .build();

    @Option(names = "--json", description = "Print one JSON document instead of text.")
    private boolean json;

    /** Whether documents are wanted, and no text. */
    public boolean wanted() {
        return json;
    }

    /** Prints the document, if it is wanted; else the text is to be printed. */
    public boolean print(PrintWriter out, Object document) {
        if (json) {
            try {
                out.println(JSON.writeValueAsString(document));
            } catch (JsonProcessingException e) {
                throw new IllegalStateException("not JSON: " + document, e);
            }
            out.flush();
        }
        return json;
    }
}
