package io.zerostream.job;

import io.zerostream.job.config.JobConfig;
import io.zerostream.job.config.Parallelism;
import io.zerostream.job.config.Slots;
import io.zerostream.job.internal.DecodedPicture;
import io.zerostream.job.internal.Descriptors;
import io.zerostream.job.internal.IncomingPicture;
import io.zerostream.job.internal.JobTypes;
import io.zerostream.job.internal.LatencyBudget;
import io.zerostream.job.internal.Operators;
import io.zerostream.job.internal.SetAndSource;
import io.zerostream.job.internal.SourceOrder;
import io.zerostream.job.internal.classify.ClassifySettings;
import io.zerostream.job.internal.classify.MicroBatchOperatorFactory;
import io.zerostream.job.internal.control.ControlRecord;
import io.zerostream.job.internal.decode.DecodeFunction;
import io.zerostream.job.internal.decode.DecodeOperatorFactory;
import io.zerostream.job.internal.fetch.FetchOperatorFactory;
import io.zerostream.job.internal.sightings.SightingsOperator;
import io.zerostream.job.internal.source.Sources;
import io.zerostream.job.internal.source.Times;
import io.zerostream.schemas.avro.Sighting;
import io.zerostream.schemas.avro.ZeroShotLabel;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * The job, as in the picture: images → fetch → decode → classify → labels → windows → label-stats, sightings beside the
 * windows where they are wanted, control by broadcast, dead letters by the side. Pictures of one source keep their order
 * all the way, however wide the parts are.
 */
public final class StreamJob {
    private StreamJob() {}

    /**
     * Adds the whole job to an environment; the caller executes it.
     *
     * @param env its checkpointing and job-wide options are set here
     */
    public static void build(StreamExecutionEnvironment env, JobConfig config) {
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
        wire(images, classes, models, Outside.kafka(config), config);
    }

    static void wire(
            DataStream<IncomingPicture> images,
            DataStream<ControlRecord> classes,
            DataStream<ControlRecord> models,
            Outside outside,
            JobConfig config) {
        SingleOutputStreamOperator<IncomingPicture> fetched = fetch(images, config);
        SingleOutputStreamOperator<DecodedPicture> decoded = decode(fetched, models, outside, config);
        SingleOutputStreamOperator<ZeroShotLabel> labels =
                classify(decoded, classes.union(models), outside, config, false);
        LabelStatistics windows = LabelStatistics.of(labels, config);

        Parallelism widths = config.parallelism();
        writeLabels(Operators.LABELS, labels, outside.labels(), widths);
        write(
                Operators.DEAD_LETTERS,
                decoded.getSideOutput(Descriptors.DEAD_LETTERS).union(labels.getSideOutput(Descriptors.DEAD_LETTERS)),
                outside.deadLetters(),
                widths.deadLetters());
        writeLabels(
                Operators.SHADOW_LABELS,
                labels.getSideOutput(Descriptors.SHADOW_LABELS),
                outside.shadowLabels(),
                widths);
        write(
                Operators.NOTICES,
                labels.getSideOutput(Descriptors.NOTICES)
                        .union(decoded.getSideOutput(Descriptors.NOTICES), windows.notices()),
                outside.notices(),
                1);
        write(Operators.STATS_SINK, windows.stats(), outside.stats(), widths.stats());
        if (config.sightings().enabled()) {
            write(Operators.SIGHTINGS, sightings(labels, config), outside.sightings(), widths.stats());
        }
    }

    static SingleOutputStreamOperator<IncomingPicture> fetch(DataStream<IncomingPicture> images, JobConfig config) {
        int width = config.parallelism().source();
        return Operators.FETCH.on(SourceOrder.into(width, images, new SourceOrder.OfIncoming())
                .transform(
                        Operators.FETCH.display(),
                        JobTypes.INCOMING,
                        new FetchOperatorFactory(config.uris(), config.images().maxBytes()))
                .setParallelism(width));
    }

    static SingleOutputStreamOperator<DecodedPicture> decode(
            DataStream<IncomingPicture> images, DataStream<ControlRecord> models, Outside outside, JobConfig config) {
        int width = config.parallelism().decode();
        return Operators.DECODE.on(SourceOrder.into(width, images, new SourceOrder.OfIncoming())
                .connect(models.broadcast())
                .transform(
                        Operators.DECODE.display(),
                        JobTypes.DECODED,
                        new DecodeOperatorFactory(new DecodeFunction(
                                config.deployment(),
                                config.images(),
                                new LatencyBudget(config.latencyBudget()),
                                config.eventTime(),
                                outside.registries())))
                .setParallelism(width));
    }

    /** @param pinned whether what is refused fails the job, for nothing else can come */
    static SingleOutputStreamOperator<ZeroShotLabel> classify(
            DataStream<DecodedPicture> pictures,
            DataStream<ControlRecord> control,
            Outside outside,
            JobConfig config,
            boolean pinned) {
        Slots slots = config.parallelism().slots();
        boolean gpu = slots.gpus() > 0;
        int width = config.parallelism().inference();
        SingleOutputStreamOperator<ZeroShotLabel> labels =
                Operators.CLASSIFY.on(SourceOrder.into(width, pictures, new SourceOrder.OfDecoded())
                        .connect(control.broadcast())
                        .transform(
                                Operators.CLASSIFY.display(),
                                JobTypes.LABEL,
                                new MicroBatchOperatorFactory(
                                        new ClassifySettings(
                                                config.batching(),
                                                new LatencyBudget(config.latencyBudget()),
                                                config.deployment(),
                                                gpu,
                                                pinned,
                                                config.swapTimeout()),
                                        outside.registries(),
                                        outside.modelOpener()))
                        .setParallelism(width));
        return gpu ? labels.slotSharingGroup(JobEnvironment.inferenceSlots(slots)) : labels;
    }

    static DataStream<Sighting> sightings(DataStream<ZeroShotLabel> labels, JobConfig config) {
        return Operators.FIND_SIGHTINGS.on(labels.keyBy(new SetAndSource(), SetAndSource.TYPE)
                .transform(
                        Operators.FIND_SIGHTINGS.display(),
                        JobTypes.SIGHTING,
                        new SightingsOperator(
                                config.sightings(), config.eventTime().outOfOrderness()))
                .setParallelism(config.parallelism().stats())
                // it would inherit the slots with GPUs
                .slotSharingGroup(JobEnvironment.CPU_SLOTS));
    }

    /** Labels, in the order that those of a source have. */
    static void writeLabels(
            Operators operator, DataStream<ZeroShotLabel> labels, Sink<ZeroShotLabel> sink, Parallelism widths) {
        int width = widths.labelWriters();
        write(operator, SourceOrder.into(width, labels, new SourceOrder.OfLabel()), sink, width);
    }

    /** Nothing is inherited: not the cluster's parallelism, not the slots with GPUs. */
    static <T> void write(Operators operator, DataStream<T> records, Sink<T> sink, int parallelism) {
        operator.on(records.sinkTo(sink)).setParallelism(parallelism).slotSharingGroup(JobEnvironment.CPU_SLOTS);
    }
}
