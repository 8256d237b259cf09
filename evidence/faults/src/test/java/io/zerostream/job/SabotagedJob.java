package io.zerostream.job;

import io.zerostream.job.config.JobConfig;
import io.zerostream.job.internal.IncomingPicture;
import io.zerostream.job.internal.JobTypes;
import io.zerostream.job.internal.Operators;
import io.zerostream.job.internal.control.ControlRecord;
import io.zerostream.job.internal.source.Sources;
import io.zerostream.job.internal.source.Times;
import java.util.Arrays;
import java.util.Map;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** The job with {@link Sabotage} behind its source; what it does is the last argument. */
public final class SabotagedJob {
    private SabotagedJob() {}

    /** @param args the job's own, then a {@link Sabotage.Kind} */
    public static void main(String[] args) throws Exception {
        Sabotage.Kind kind = Sabotage.Kind.valueOf(args[args.length - 1]);
        JobConfig config = JobConfig.read(Arrays.copyOf(args, args.length - 1), Map.of());
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
        JobEnvironment.prepare(env, config);
        DataStream<IncomingPicture> images = Operators.IMAGES
                .on(env.fromSource(Sources.images(config), Times.pictures(config.eventTime()), "images"))
                .setParallelism(config.parallelism().source())
                .flatMap(new Sabotage(kind), JobTypes.INCOMING)
                .setParallelism(config.parallelism().source());
        DataStream<ControlRecord> classes = Operators.CLASS_REGISTRY
                .on(env.fromSource(Sources.classes(config), Times.control(), "classes"))
                .setParallelism(1);
        DataStream<ControlRecord> models = Operators.MODEL_REGISTRY
                .on(env.fromSource(Sources.models(config), Times.control(), "models"))
                .setParallelism(1);
        StreamJob.wire(images, classes, models, Outside.kafka(config), config);
        env.execute();
    }
}
