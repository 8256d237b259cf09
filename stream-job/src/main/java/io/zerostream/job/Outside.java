package io.zerostream.job;

import io.zerostream.job.config.JobConfig;
import io.zerostream.job.internal.control.KafkaRegistryReader;
import io.zerostream.job.internal.control.RegistryReader;
import io.zerostream.job.internal.models.KafkaModelOpener;
import io.zerostream.job.internal.models.ModelOpener;
import io.zerostream.job.internal.sink.Sinks;
import io.zerostream.schemas.avro.DeadLetter;
import io.zerostream.schemas.avro.JobNotice;
import io.zerostream.schemas.avro.LabelStats;
import io.zerostream.schemas.avro.Sighting;
import io.zerostream.schemas.avro.ZeroShotLabel;
import org.apache.flink.api.connector.sink2.Sink;

/**
 * What the job touches beside its streams; tests bring their own.
 *
 * @param registries reads the registries to their end
 * @param modelOpener opens models
 * @param labels takes what serves
 * @param shadowLabels takes what a shadow says
 * @param deadLetters takes pictures without a label
 * @param stats takes statistics
 * @param sightings takes classes that appeared, and left
 * @param notices takes alarms and swaps
 */
record Outside(
        RegistryReader registries,
        ModelOpener modelOpener,
        Sink<ZeroShotLabel> labels,
        Sink<ZeroShotLabel> shadowLabels,
        Sink<DeadLetter> deadLetters,
        Sink<LabelStats> stats,
        Sink<Sighting> sightings,
        Sink<JobNotice> notices) {

    /** Kafka. */
    static Outside kafka(JobConfig config) {
        return new Outside(
                new KafkaRegistryReader(config.kafka()),
                new KafkaModelOpener(config.kafka()),
                Sinks.labels(config),
                Sinks.shadowLabels(config),
                Sinks.deadLetters(config),
                Sinks.stats(config),
                Sinks.sightings(config),
                Sinks.notices(config));
    }
}
