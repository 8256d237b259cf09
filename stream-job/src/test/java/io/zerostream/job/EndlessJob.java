package io.zerostream.job;

import io.zerostream.job.config.JobConfig;
import io.zerostream.job.internal.IncomingPicture;
import io.zerostream.job.internal.JobTypes;
import io.zerostream.job.internal.Operators;
import io.zerostream.job.internal.classify.ColourModel;
import io.zerostream.job.internal.classify.TestRegistries;
import io.zerostream.job.internal.control.ControlRecord;
import io.zerostream.job.internal.models.ModelOpener;
import io.zerostream.job.internal.source.Times;
import io.zerostream.schemas.Topics;
import io.zerostream.schemas.avro.DeadLetter;
import io.zerostream.schemas.avro.JobNotice;
import io.zerostream.schemas.avro.LabelStats;
import io.zerostream.schemas.avro.Sighting;
import io.zerostream.schemas.avro.ZeroShotLabel;
import java.io.Serializable;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.LongFunction;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.source.util.ratelimit.RateLimiterStrategy;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.connector.datagen.source.DataGeneratorSource;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.jspecify.annotations.Nullable;

/**
 * The job on Flink in this JVM over pictures that never end, as between two releases: it can be stopped with a savepoint
 * and started from one. Everything else is real; topics are generators and lists.
 */
final class EndlessJob {
    private static final int PICTURES_A_SECOND = 400;
    private static final int CONTROL_A_SECOND = 100;

    final Collected<ZeroShotLabel> labels = new Collected<>("labels");
    final Collected<DeadLetter> deadLetters = new Collected<>("dead-letters");
    final Collected<LabelStats> stats = new Collected<>("label-stats");
    final Collected<Sighting> sightings = new Collected<>("sightings");
    final Collected<ZeroShotLabel> shadow = new Collected<>("labels-shadow");
    final Collected<JobNotice> notices = new Collected<>("job-notices");
    private final JobClient client;

    /** Something by number that travels to task managers. */
    interface Numbered<T> extends LongFunction<T>, Serializable {}

    /**
     * Starts it.
     *
     * @param registries what is read beside the stream
     * @param control what comes by the stream, the last record again and again
     * @param savepoint where to go on; null = from nothing
     */
    EndlessJob(
            JobConfig config,
            Numbered<IncomingPicture> pictures,
            TestRegistries registries,
            List<ControlRecord> control,
            @Nullable String savepoint)
            throws Exception {
        this(new Configuration(), config, pictures, registries, control, savepoint);
    }

    /** @param flink settings of the cluster it runs on */
    EndlessJob(
            Configuration flink,
            JobConfig config,
            Numbered<IncomingPicture> pictures,
            TestRegistries registries,
            List<ControlRecord> control,
            @Nullable String savepoint)
            throws Exception {
        this(
                environment(flink, savepoint),
                config,
                pictures,
                registries,
                (version, device) -> new ColourModel(version.getVersion()),
                control);
    }

    /**
     * On a cluster of the caller's.
     *
     * @param models opens models
     */
    EndlessJob(
            StreamExecutionEnvironment env,
            JobConfig config,
            Numbered<IncomingPicture> pictures,
            TestRegistries registries,
            ModelOpener models,
            List<ControlRecord> control)
            throws Exception {
        this(
                env,
                config,
                pictures,
                PICTURES_A_SECOND,
                registries,
                models,
                repeatingTheLast(control, Topics.CLASS_REGISTRY),
                repeatingTheLast(control, Topics.MODEL_REGISTRY));
    }

    /**
     * The same with registries that may grow while it runs.
     *
     * @param picturesASecond at most
     * @param classRecords records of class-registry
     * @param modelRecords records of model-registry
     */
    EndlessJob(
            StreamExecutionEnvironment env,
            JobConfig config,
            Numbered<IncomingPicture> pictures,
            int picturesASecond,
            TestRegistries registries,
            ModelOpener models,
            Numbered<ControlRecord> classRecords,
            Numbered<ControlRecord> modelRecords)
            throws Exception {
        JobEnvironment.prepare(env, config);
        Outside outside = new Outside(registries, models, labels, shadow, deadLetters, stats, sightings, notices);
        StreamJob.wire(
                source(
                        env,
                        Operators.IMAGES,
                        pictures,
                        picturesASecond,
                        JobTypes.INCOMING,
                        Times.pictures(config.eventTime())),
                control(env, Operators.CLASS_REGISTRY, classRecords),
                control(env, Operators.MODEL_REGISTRY, modelRecords),
                outside,
                config);
        client = env.executeAsync("endless");
    }

    private static StreamExecutionEnvironment environment(Configuration flink, @Nullable String savepoint) {
        if (savepoint != null) {
            flink.set(StateRecoveryOptions.SAVEPOINT_PATH, savepoint);
        }
        return StreamExecutionEnvironment.createLocalEnvironment(2, flink);
    }

    private static Numbered<ControlRecord> repeatingTheLast(List<ControlRecord> all, Topics.Topic topic) {
        List<ControlRecord> records =
                all.stream().filter(r -> r.topic().equals(topic.name())).toList();
        return n -> records.get((int) Math.min(n, records.size() - 1));
    }

    private static DataStream<ControlRecord> control(
            StreamExecutionEnvironment env, Operators operator, Numbered<ControlRecord> records) {
        return source(env, operator, records, CONTROL_A_SECOND, JobTypes.CONTROL, Times.control());
    }

    private static <T> SingleOutputStreamOperator<T> source(
            StreamExecutionEnvironment env,
            Operators operator,
            Numbered<T> records,
            int rate,
            TypeInformation<T> type,
            WatermarkStrategy<T> times) {
        DataGeneratorSource<T> source =
                new DataGeneratorSource<>(records::apply, Long.MAX_VALUE, RateLimiterStrategy.perSecond(rate), type);
        return operator.on(env.fromSource(source, times, operator.display())).setParallelism(1);
    }

    /** Waits for labels. */
    void untilLabelled(int count) throws Exception {
        while (labels.records().size() < count) {
            failIfEnded();
            Thread.sleep(Duration.ofMillis(20).toMillis());
        }
    }

    /** Throws what it failed with, if it did. */
    void failIfEnded() throws Exception {
        if (client.getJobStatus().get().isGloballyTerminalState()) {
            client.getJobExecutionResult().get();
        }
    }

    /** Stops it behind the last picture that has been answered. @return where the savepoint is */
    String stop(Path folder) throws Exception {
        return client.stopWithSavepoint(false, folder.toUri().toString(), SavepointFormatType.CANONICAL)
                .get();
    }

    /** Ends it as it is, if it has not ended by itself; afterwards it writes no more. */
    void cancel() throws Exception {
        client.cancel().handle((done, endedBefore) -> true).get();
        client.getJobExecutionResult().handle((result, cancelled) -> true).get();
    }
}
