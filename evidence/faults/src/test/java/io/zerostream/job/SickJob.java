package io.zerostream.job;

import io.zerostream.job.config.JobConfig;
import io.zerostream.job.internal.IncomingPicture;
import io.zerostream.job.internal.Operators;
import io.zerostream.job.internal.control.ControlRecord;
import io.zerostream.job.internal.source.Sources;
import io.zerostream.job.internal.source.Times;
import java.util.Arrays;
import java.util.Map;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** The job with {@link SickModels}; the folder to look at is the last argument. */
public final class SickJob {
    private SickJob() {}

    /** @param args the job's own, then the folder */
    public static void main(String[] args) throws Exception {
        String folder = args[args.length - 1];
        JobConfig config = JobConfig.read(Arrays.copyOf(args, args.length - 1), Map.of());
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
        JobEnvironment.prepare(env, config);
        DataStream<IncomingPicture> images = Operators.IMAGES
                .on(env.fromSource(Sources.images(config), Times.pictures(config.eventTime()), "images"))
                .setParallelism(config.parallelism().source());
        DataStream<ControlRecord> classes = Operators.CLASS_REGISTRY
                .on(env.fromSource(Sources.classes(config), Times.control(), "classes"))
                .setParallelism(1);
        DataStream<ControlRecord> models = Operators.MODEL_REGISTRY
                .on(env.fromSource(Sources.models(config), Times.control(), "models"))
                .setParallelism(1);
        Outside product = Outside.kafka(config);
        Outside sick = new Outside(
                product.registries(),
                new SickModels(product.modelOpener(), folder),
                product.labels(),
                product.shadowLabels(),
                product.deadLetters(),
                product.stats(),
                product.sightings(),
                product.notices());
        StreamJob.wire(images, classes, models, sick, config);
        env.execute();
    }
}
