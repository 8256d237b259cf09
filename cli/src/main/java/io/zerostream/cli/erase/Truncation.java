package io.zerostream.cli.erase;

import io.zerostream.schemas.ConsumerGroups;
import io.zerostream.schemas.Topics;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.DeletedRecords;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.jspecify.annotations.Nullable;

/**
 * What Kafka can do about records in the middle of a partition: nothing, but it says when they go, and it can cut off all
 * that lies before an offset, whoever sent it. Borrows the client.
 */
final class Truncation {
    private final Admin admin;

    Truncation(Admin admin) {
        this.admin = admin;
    }

    /**
     * The same with the time by which retention has taken them: a segment is closed some time after its first record, and
     * goes when its newest is old enough.
     *
     * @throws ExecutionException when Kafka refuses it, or does not answer
     */
    Found dated(Found found) throws ExecutionException, InterruptedException {
        List<ConfigResource> topics = found.places().stream()
                .map(Place::topic)
                .distinct()
                .map(topic -> new ConfigResource(ConfigResource.Type.TOPIC, topic))
                .toList();
        Map<String, Config> configs = admin.describeConfigs(topics).all().get().entrySet().stream()
                .collect(Collectors.toMap(described -> described.getKey().name(), Map.Entry::getValue));
        return new Found(
                found.places().stream()
                        .map(place -> place.kept(stays(configs.get(place.topic()))))
                        .toList(),
                found.unseen());
    }

    private static @Nullable Long stays(@Nullable Config config) {
        long kept = number(config, TopicConfig.RETENTION_MS_CONFIG);
        return kept < 0 ? null : (Long) (kept + number(config, TopicConfig.SEGMENT_MS_CONFIG));
    }

    private static long number(@Nullable Config config, String key) {
        ConfigEntry entry = config == null ? null : config.get(key);
        return entry == null ? -1 : Long.parseLong(entry.value());
    }

    /**
     * Pictures that would go and that a deployment's job has not finished: a sentence for each partition. Where there is no
     * deployment, no job has finished any.
     *
     * @param deployments names of those that there are
     * @throws ExecutionException when Kafka refuses it, or does not answer
     */
    List<String> unlabelled(List<Place> places, List<String> deployments)
            throws ExecutionException, InterruptedException {
        List<Place> pictures = places.stream()
                .filter(place -> place.topic().equals(Topics.IMAGES.name()))
                .toList();
        if (deployments.isEmpty()) {
            return pictures.stream()
                    .map(place -> "the gateway knows no deployment, so nothing says that the pictures of partition "
                            + place.partition() + " of " + place.topic() + " were labelled")
                    .toList();
        }
        List<String> waiting = new ArrayList<>();
        if (pictures.isEmpty()) {
            return waiting;
        }
        // these alone: a job reads registries too, which who erases need not see
        ListConsumerGroupOffsetsSpec asked = new ListConsumerGroupOffsetsSpec()
                .topicPartitions(pictures.stream().map(Truncation::partition).toList());
        for (String deployment : deployments) {
            String group = ConsumerGroups.ofDeployment(deployment);
            Map<TopicPartition, OffsetAndMetadata> committed = admin.listConsumerGroupOffsets(Map.of(group, asked))
                    .partitionsToOffsetAndMetadata(group)
                    .get();
            pictures.stream()
                    .filter(place -> isBefore(committed.get(partition(place)), place))
                    .forEach(place -> waiting.add("the job of deployment '" + deployment
                            + "' has not finished the pictures of partition " + place.partition() + " of "
                            + place.topic() + " up to the last of the source"));
        }
        return waiting;
    }

    private static boolean isBefore(@Nullable OffsetAndMetadata committed, Place place) {
        return committed == null || committed.offset() <= place.last();
    }

    /**
     * Cuts off all that lies before the end of each place, the place included. What Kafka refuses of one partition does not
     * keep the others.
     *
     * @param went is told each that is cut off, before anything is thrown
     * @throws ExecutionException when Kafka refuses some of it, or does not answer: the first reason, with the others
     */
    void cut(List<Place> places, Consumer<Place> went) throws ExecutionException, InterruptedException {
        if (places.isEmpty()) {
            return;
        }
        Map<TopicPartition, RecordsToDelete> before = new HashMap<>();
        places.forEach(place -> before.put(partition(place), RecordsToDelete.beforeOffset(place.last() + 1)));
        Map<TopicPartition, KafkaFuture<DeletedRecords>> cutting =
                admin.deleteRecords(before).lowWatermarks();
        @Nullable ExecutionException failed = null;
        for (Place place : places) {
            try {
                Objects.requireNonNull(cutting.get(partition(place))).get();
                went.accept(place);
            } catch (ExecutionException e) {
                if (failed == null) {
                    failed = e;
                } else {
                    failed.addSuppressed(e);
                }
            }
        }
        if (failed != null) {
            throw failed;
        }
    }

    private static TopicPartition partition(Place place) {
        return new TopicPartition(place.topic(), place.partition());
    }
}
