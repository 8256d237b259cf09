package io.zerostream.cli.options;

import io.zerostream.cli.client.UserException;
import io.zerostream.job.config.JobConfig;
import io.zerostream.job.config.JobConfigException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Settings of the job, as {@code StreamJobMain} takes them: a file, the environment, then options; the last counts. */
public final class JobOptions {
    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "Settings of the job; docs/operations.md lists the keys. ZEROSTREAM_JOB_... and -D outdo it.")
    private @Nullable Path config;

    @Option(
            names = "-D",
            paramLabel = "KEY=VALUE",
            description = "One setting of the job, for example -Dbatch.max-size=32.")
    private Map<String, String> settings = Map.of();

    /** The file; null = none. */
    @Nullable
    public Path file() {
        return config;
    }

    /** The single ones. */
    public Map<String, String> settings() {
        return settings;
    }

    /**
     * The settings, on the Kafka of the defaults whatever is set.
     *
     * @param defaults what counts where nothing is set
     * @throws UserException for a key that does not exist, or a value that cannot be, naming it
     */
    public JobConfig read(JobConfig defaults) {
        List<String> args = new ArrayList<>();
        if (config != null) {
            args.add("--config=" + config);
        }
        settings.forEach((key, value) -> args.add("--" + key + '=' + value));
        try {
            return JobConfig.read(args.toArray(String[]::new), System.getenv(), defaults)
                    .withKafka(defaults.kafka());
        } catch (JobConfigException e) {
            throw new UserException(String.valueOf(e.getMessage()), e);
        }
    }
}
