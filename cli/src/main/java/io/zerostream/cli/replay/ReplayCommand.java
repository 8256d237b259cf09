package io.zerostream.cli.replay;

import io.zerostream.cli.client.UserException;
import io.zerostream.cli.options.JobOptions;
import io.zerostream.cli.options.KafkaOptions;
import io.zerostream.cli.options.TimeRange;
import io.zerostream.job.config.JobConfig;
import io.zerostream.job.replay.ReplayException;
import io.zerostream.job.replay.ReplayPlan;
import io.zerostream.job.replay.ReplayPlanner;
import io.zerostream.job.replay.ReplayRequest;
import io.zerostream.job.replay.ReplayTopics;
import io.zerostream.schemas.KafkaConnection;
import io.zerostream.schemas.Topics;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Labels pictures of the past anew. */
@Command(
        name = "replay",
        description = {
            "Label the pictures of a time range anew, to a topic of their own, and end.",
            "  replay --from now-1h --to now --class-set birds@3 --model zeromamba/v2",
            "The range counts by the pictures' Kafka timestamps. The class set's revision and the model are settled at"
                    + " the start; what changes meanwhile changes nothing. The same run again makes the same labels."
        },
        mixinStandardHelpOptions = true)
public final class ReplayCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private KafkaOptions kafka;

    @Mixin
    private TimeRange range;

    @Option(
            names = "--class-set",
            required = true,
            paramLabel = "NAME[@REVISION]",
            description = "The set that every picture is matched against (default revision: the newest complete one).")
    private String classSet;

    @Option(
            names = "--model",
            paramLabel = "NAME/VERSION",
            description = "The model (default: what the deployment serves now).")
    private @Nullable String model;

    @Option(
            names = "--deployment",
            paramLabel = "NAME",
            defaultValue = "default",
            description = "The deployment that --model defaults to (default: ${DEFAULT-VALUE}).")
    private String deployment;

    @Option(
            names = "--topic",
            paramLabel = "NAME",
            defaultValue = "labels-replay",
            description = "Where the labels go; made if it is not there (default: ${DEFAULT-VALUE}).")
    private String topic;

    @Mixin
    private JobOptions job;

    @Override
    public Integer call() throws Exception {
        KafkaConnection connection = kafka.connection(job.file(), job.settings());
        try {
            ReplayRequest request = ReplayRequest.of(range.from(), range.to(), classSet, model, deployment);
            JobConfig config = job.read(JobConfig.defaults(connection));
            Topics.Topic labels = ReplayTopics.prepare(connection, topic);
            ReplayPlan plan = ReplayPlanner.plan(connection, request);
            PrintWriter out = spec.commandLine().getOut();
            return new ReplayRun(config, request, plan, labels, out).run();
        } catch (ReplayException e) {
            throw new UserException(String.valueOf(e.getMessage()), e);
        }
    }
}
