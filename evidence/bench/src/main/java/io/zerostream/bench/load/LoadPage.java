package io.zerostream.bench.load;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;

/** Makes {@code docs/benchmarks-job.md} of the JSON that load runs leave. */
public final class LoadPage {
    private LoadPage() {}

    /**
     * Writes the page.
     *
     * @param args the page, a file with what people should know before they read it, then the reports in their order
     * @throws IOException when a file cannot be read or written, or is no report
     */
    public static void main(String[] args) throws IOException {
        if (args.length < 3) {
            throw new IOException("wanted: page.md, introduction.md, report.json …");
        }
        StringBuilder page = new StringBuilder(Files.readString(Path.of(args[1])));
        for (String file : Arrays.asList(args).subList(2, args.length)) {
            page.append(section(LoadReport.read(Path.of(file))));
        }
        Files.writeString(Path.of(args[0]), page, StandardCharsets.UTF_8);
    }

    static String section(LoadReport report) {
        String machine = report.machine().entrySet().stream()
                .map(fact -> fact.getKey() + ": " + fact.getValue())
                .collect(Collectors.joining("; "));
        return "\n## " + report.title() + "\n\n`./zerostream " + report.command() + "`, " + report.date() + ". "
                + machine + ".\n\n" + report.markdown()
                + (report.ok() ? "" : "\n**Something that must hold did not.**\n");
    }
}
