package io.zerostream.cli.records;

import io.zerostream.cli.options.KafkaOptions;
import io.zerostream.schemas.SafeText;
import io.zerostream.schemas.Topics;
import io.zerostream.schemas.avro.Sighting;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Prints what appeared before which source, and what left it. */
@Command(
        name = "sightings",
        description =
                "Print from Kafka when a class appeared before a source, and when it left. The job tells that with"
                        + " sightings.enabled=true.",
        mixinStandardHelpOptions = true)
public final class SightingsCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private KafkaOptions kafka;

    @Mixin
    private PrintOptions print;

    @Option(names = "--source", paramLabel = "ID", description = "Only of this source.")
    private @Nullable String source;

    @Option(names = "--class", paramLabel = "NAME", description = "Only of this class.")
    private @Nullable String className;

    @Override
    public Integer call() {
        return new RecordPrinter<>(spec, Topics.SIGHTINGS, Sighting.class, this::wanted, SightingsCommand::line)
                .print(kafka.connection(), print);
    }

    private boolean wanted(Sighting sighting) {
        return (source == null || source.equals(sighting.getSourceId()))
                && (className == null || className.equals(sighting.getClassName()));
    }

    /** One line, whatever the names of others hold. */
    static String line(Sighting sighting) {
        return String.format(
                Locale.ROOT,
                "%s  %-8s %-30s %-20s %s, %d labels, score %.2f, best %s",
                sighting.getDecidedAt(),
                sighting.getStatus().toLowerCase(Locale.ROOT),
                SafeText.of(sighting.getClassName()),
                SafeText.of(sighting.getSourceId()),
                seconds(Duration.between(sighting.getFirstAt(), sighting.getLastAt())),
                sighting.getLabels(),
                sighting.getMeanScore(),
                SafeText.of(sighting.getBestEventId()));
    }

    private static String seconds(Duration time) {
        return String.format(Locale.ROOT, "%.1f s", time.toMillis() / 1000.0);
    }
}
