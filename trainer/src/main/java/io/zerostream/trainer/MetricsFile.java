package io.zerostream.trainer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** Writes what a run reports as one JSON object a line, and passes it on. Its user closes it. */
public final class MetricsFile implements ProgressListener, AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final FileChannel file;
    private final BufferedWriter out;
    private final ProgressListener next;
    private String stage = "";

    public MetricsFile(Path file, ProgressListener next) throws IOException {
        this(file, 0, next);
    }

    /**
     * Goes on with a file.
     *
     * @param keep how many of its bytes stand, from its beginning; what is behind them is dropped
     */
    public MetricsFile(Path file, long keep, ProgressListener next) throws IOException {
        this.file = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        this.file.truncate(keep).position(keep);
        this.out = new BufferedWriter(Channels.newWriter(this.file, StandardCharsets.UTF_8));
        this.next = next;
    }

    /**
     * Puts all that was reported on the disk.
     *
     * @return bytes of the file
     */
    public long settle() throws IOException {
        out.flush();
        file.force(false);
        return file.position();
    }

    @Override
    public void stage(String name, int steps) {
        stage = name;
        next.stage(name, steps);
    }

    @Override
    public void step(int step, double loss, Duration left) {
        // steps of stages that train nothing have no loss, and JSON has no NaN
        if (Double.isFinite(loss)) {
            write(Map.of("loss", loss), "step", step);
        }
        next.step(step, loss, left);
    }

    @Override
    public void measured(String what, Map<String, Double> figures) {
        write(figures, "measured", what);
        next.measured(what, figures);
    }

    @Override
    public void end() {
        next.end();
    }

    private void write(Map<String, ?> figures, String key, Object value) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("stage", stage);
        line.put(key, value);
        line.putAll(figures);
        try {
            out.write(JSON.writeValueAsString(line));
            out.newLine();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a map of numbers is always JSON", e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        end();
        out.close();
    }
}
