package io.zerostream.job;

import io.zerostream.job.config.JobConfig;
import io.zerostream.job.internal.IncomingPicture;
import io.zerostream.job.internal.JobTypes;
import io.zerostream.job.internal.classify.ColourModel;
import io.zerostream.job.internal.classify.TestRegistries;
import io.zerostream.job.internal.control.ControlRecord;
import io.zerostream.job.internal.control.Registry;
import io.zerostream.job.internal.source.Times;
import io.zerostream.schemas.Topics;
import io.zerostream.schemas.avro.DeadLetter;
import io.zerostream.schemas.avro.JobNotice;
import io.zerostream.schemas.avro.LabelStats;
import io.zerostream.schemas.avro.Sighting;
import io.zerostream.schemas.avro.ZeroShotLabel;
import java.util.List;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** The whole job on Flink in this JVM over some pictures, with lists for topics and a model in plain Java. */
final class BoundedJob {
    final Collected<ZeroShotLabel> labels = new Collected<>("labels");
    final Collected<DeadLetter> deadLetters = new Collected<>("dead-letters");
    final Collected<LabelStats> stats = new Collected<>("label-stats");
    final Collected<Sighting> sightings = new Collected<>("sightings");
    final Collected<ZeroShotLabel> shadow = new Collected<>("labels-shadow");
    final Collected<JobNotice> notices = new Collected<>("job-notices");

    /** Runs it to its end; fails with what would have been its first restart. */
    void run(JobConfig config, List<IncomingPicture> pictures) throws Exception {
        Configuration flink = new Configuration();
        flink.set(RestartStrategyOptions.RESTART_STRATEGY, "disable");
        StreamExecutionEnvironment env = StreamExecutionEnvironment.createLocalEnvironment(2, flink);
        JobEnvironment.prepare(env, config);
        List<ControlRecord> everything = new Registry().everything("colours");
        TestRegistries registries = new TestRegistries();
        registries.add(everything);
        Outside outside = new Outside(
                registries,
                (version, device) -> new ColourModel(version.getVersion()),
                labels,
                shadow,
                deadLetters,
                stats,
                sightings,
                notices);
        StreamJob.wire(
                env.fromData(pictures, JobTypes.INCOMING)
                        .assignTimestampsAndWatermarks(Times.pictures(config.eventTime()))
                        .setParallelism(1),
                control(env, everything, Topics.CLASS_REGISTRY),
                control(env, everything, Topics.MODEL_REGISTRY),
                outside,
                config);
        env.execute();
    }

    private static DataStream<ControlRecord> control(
            StreamExecutionEnvironment env, List<ControlRecord> all, Topics.Topic topic) {
        List<ControlRecord> records =
                all.stream().filter(r -> r.topic().equals(topic.name())).toList();
        return env.fromData(records, JobTypes.CONTROL)
                .assignTimestampsAndWatermarks(Times.control())
                .setParallelism(1);
    }
}
