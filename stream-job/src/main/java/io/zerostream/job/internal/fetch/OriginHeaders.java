package io.zerostream.job.internal.fetch;

import io.zerostream.job.config.JobConfigException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Headers that go to an origin and to no other, whatever redirects there. Its values are secrets: never printed. */
final class OriginHeaders {
    private static final String KEY = "uri.headers-file";

    /** One header. */
    record Header(String name, String value) {
        @Override
        public String toString() {
            return name + ": ***";
        }
    }

    private final Map<String, List<Header>> byOrigin;

    private OriginHeaders(Map<String, List<Header>> byOrigin) {
        this.byOrigin = byOrigin;
    }

    /**
     * Reads a file of lines like {@code https://camera.internal Authorization: Basic ...}; lines that are empty or begin
     * with {@code #} are passed over.
     *
     * @param file empty = no headers
     * @throws JobConfigException when it cannot be read, naming the line but never its value
     */
    static OriginHeaders read(String file) {
        Map<String, List<Header>> byOrigin = new HashMap<>();
        if (file.isBlank()) {
            return new OriginHeaders(byOrigin);
        }
        List<String> lines;
        try {
            lines = Files.readAllLines(Path.of(file));
        } catch (IOException e) {
            throw new JobConfigException(KEY, "cannot read " + file + " on this task manager: " + e);
        }
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (!line.isEmpty() && !line.startsWith("#")) {
                add(byOrigin, line, "line " + (i + 1) + " of " + file);
            }
        }
        return new OriginHeaders(byOrigin);
    }

    private static void add(Map<String, List<Header>> byOrigin, String line, String where) {
        int space = line.indexOf(' ');
        int colon = line.indexOf(':', Math.max(space, 0));
        if (space < 0 || colon < 0) {
            throw new JobConfigException(KEY, where + " is not 'ORIGIN NAME: VALUE'");
        }
        String name = line.substring(space + 1, colon).strip();
        String value = line.substring(colon + 1).strip();
        try {
            URI origin = URI.create(line.substring(0, space));
            if (origin.getHost() == null || name.isEmpty() || name.contains(" ")) {
                throw new JobConfigException(KEY, where + " is not 'ORIGIN NAME: VALUE'");
            }
            byOrigin.computeIfAbsent(UriGuard.origin(origin), o -> new ArrayList<>())
                    .add(new Header(name, value));
        } catch (IllegalArgumentException e) {
            throw new JobConfigException(KEY, where + " does not begin with an origin");
        }
    }

    /** What to send to an origin. */
    List<Header> to(String origin) {
        return byOrigin.getOrDefault(origin, List.of());
    }
}
