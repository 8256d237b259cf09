package io.zerostream.cli.records;

import io.zerostream.cli.client.UserException;
import io.zerostream.cli.options.KafkaOptions;
import io.zerostream.cli.options.TimeRange;
import io.zerostream.job.config.BaselineFile;
import io.zerostream.schemas.Topics;
import io.zerostream.schemas.avro.LabelStats;
import io.zerostream.schemas.avro.WindowKind;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What to make of label-stats. */
@Command(name = "stats", description = "Keep label statistics as a baseline.", mixinStandardHelpOptions = true)
public final class StatsCommand {
    @Spec
    private CommandSpec spec;

    @Mixin
    private KafkaOptions kafka;

    @Command(
            name = "baseline",
            description = {
                "Write how often each class was said in a time when all was well, for the job to compare with:",
                "Windows count that lie in the range by capture time.",
                "  stats baseline --from now-1d --output baseline.json, then start the job with drift.baseline"
            },
            mixinStandardHelpOptions = true)
    int baseline(
            @Mixin TimeRange range,
            @Option(names = "--class-set", paramLabel = "NAME", description = "Only this set (default: all).") @Nullable
                    String set,
            @Option(names = "--by-source", description = "Also for each source by itself.") boolean bySource,
            @Option(names = "--output", required = true, paramLabel = "FILE", description = "The file to write.")
                    Path output)
            throws IOException {
        List<LabelStats> windows = windows(range, set);
        if (windows.isEmpty()) {
            throw new UserException("label-stats has no window" + (set == null ? "" : " of class set '" + set + "'")
                    + " from " + range.from() + " to " + range.to() + ": choose a range in which the job ran");
        }
        BaselineFile.write(output, windows, bySource);
        PrintWriter out = spec.commandLine().getOut();
        out.printf(
                "%,d labels of %,d windows are in %s%n",
                windows.stream().mapToLong(LabelStats::getLabels).sum(), windows.size(), output);
        long alarms = windows.stream().filter(LabelStats::getAlarm).count();
        if (alarms > 0) {
            out.printf("note: %,d of these windows raised an alarm: was all well then?%n", alarms);
        }
        out.println(
                "start the job with drift.baseline = " + output.toAbsolutePath().toUri());
        out.flush();
        return 0;
    }

    /** Windows side by side and what came late for them, so each label once; of a window that came twice, the last. */
    private List<LabelStats> windows(TimeRange range, @Nullable String set) {
        Map<List<Object>, LabelStats> windows = new LinkedHashMap<>();
        kafka.connection().readAll(Topics.LABEL_STATS, LabelStats.class, record -> {
            LabelStats window = record.value();
            if (window.getKind() != WindowKind.SLIDING
                    && (set == null || set.equals(window.getClassSet()))
                    && !window.getWindowStart().isBefore(range.from())
                    && !window.getWindowEnd().isAfter(range.to())) {
                windows.put(
                        List.of(window.getKind(), window.getClassSet(), window.getSourceId(), window.getWindowStart()),
                        window);
            }
        });
        return List.copyOf(windows.values());
    }
}
