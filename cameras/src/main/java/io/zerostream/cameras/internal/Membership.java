package io.zerostream.cameras.internal;

import io.zerostream.schemas.KafkaConnection;
import io.zerostream.schemas.SafeText;
import io.zerostream.schemas.SchemaCoder;
import io.zerostream.schemas.SchemaRegistryException;
import io.zerostream.schemas.Topics;
import io.zerostream.schemas.avro.Camera;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** This runner among all: which partitions of {@code cameras} are its own, and what is defined in them. For one thread. */
public final class Membership implements AutoCloseable {
    /** The group of all who run cameras. */
    public static final String GROUP = "zerostream-cameras";

    private static final Logger LOG = LoggerFactory.getLogger(Membership.class);

    private final Consumer<String, byte[]> consumer;
    private final SchemaCoder<Camera> coder;
    private final OwnedCameras owned = new OwnedCameras();
    private final Fleet fleet;
    private final GroupContact contact;
    private final GroupWatch watch;
    /** Whether it waits to be let in: at first, and once contact was lost. */
    private boolean joining = true;

    /**
     * Joins at the first poll.
     *
     * @param session after this long without a sign its partitions go to others
     * @param fleet closes the cameras of a partition before somebody else may have it; borrowed
     * @param contact told when the others were heard of; borrowed
     */
    public Membership(KafkaConnection kafka, Duration session, Fleet fleet, GroupContact contact) {
        this.fleet = fleet;
        this.contact = contact;
        coder = new SchemaCoder<>(Camera.class, Topics.CAMERAS, kafka.registry());
        consumer = kafka.consumer(
                new ByteArrayDeserializer(),
                Map.of(
                        ConsumerConfig.GROUP_ID_CONFIG,
                        GROUP,
                        ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG,
                        false,
                        ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG,
                        (int) session.toMillis(),
                        ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG,
                        (int) heartbeat(session).toMillis(),
                        ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
                        CooperativeStickyAssignor.class.getName()));
        boolean watched = false;
        try {
            watch = new GroupWatch(consumer, contact, fleet);
            watched = true;
        } finally {
            if (!watched) {
                consumer.close();
            }
        }
        consumer.subscribe(List.of(Topics.CAMERAS.name()), new Rebalance());
    }

    private static Duration heartbeat(Duration session) {
        return session.dividedBy(4);
    }

    /** How long a runner may not hear of the others and go on: shorter than what they wait for it, for stopping takes a moment. */
    public static Duration alone(Duration session) {
        return session.minus(heartbeat(session));
    }

    private final class Rebalance implements ConsumerRebalanceListener {
        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            // also when none came; for those that did see begin: what fails here is not asked for again
            watch.look();
            contact.joined();
            joining = false;
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            partitions.forEach(partition -> owned.revoked(partition.partition()));
            fleet.run(owned.wanted());
        }
    }

    /**
     * Takes what came. A record whose schema the registry does not tell holds up its partition, and no other.
     *
     * @return what the registry failed with; empty = nothing
     */
    public Optional<SchemaRegistryException> poll(Duration wait) {
        begin();
        if (!joining && !contact.holds()) {
            // even if nobody took anything: only who is let in again knows
            consumer.enforceRebalance("the group was not heard of for too long");
            joining = true;
        }
        ConsumerRecords<String, byte[]> records = consumer.poll(wait);
        @Nullable SchemaRegistryException away = null;
        for (TopicPartition partition : records.partitions()) {
            for (ConsumerRecord<String, byte[]> record : records.records(partition)) {
                try {
                    take(record);
                } catch (SchemaRegistryException e) {
                    consumer.seek(partition, record.offset());
                    away = e;
                    break;
                }
            }
        }
        consumer.assignment().stream()
                .filter(partition -> owned.has(partition.partition()))
                .forEach(partition -> owned.reached(partition.partition(), consumer.position(partition)));
        return Optional.ofNullable(away);
    }

    /** Reads partitions from their beginning that came since the last time; what was read of them by now is read again. */
    private void begin() {
        List<TopicPartition> fresh = consumer.assignment().stream()
                .filter(partition -> !owned.has(partition.partition()))
                .toList();
        if (!fresh.isEmpty()) {
            Map<TopicPartition, Long> ends = consumer.endOffsets(fresh);
            consumer.seekToBeginning(fresh);
            fresh.forEach(partition -> owned.assigned(partition.partition(), ends.getOrDefault(partition, 0L)));
        }
    }

    private void take(ConsumerRecord<String, byte[]> record) {
        @Nullable Camera camera = null;
        try {
            camera = record.value() == null ? null : coder.decode(record.value());
        } catch (SerializationException e) {
            LOG.warn(
                    "{} partition {} offset {} is no camera and is passed over: {}",
                    record.topic(),
                    record.partition(),
                    record.offset(),
                    SafeText.of(String.valueOf(e.getMessage())));
            return;
        }
        if (record.key() == null || (camera != null && !camera.getName().equals(record.key()))) {
            // the key decides who runs it, and what removes it
            LOG.warn(
                    "{} partition {} offset {} is passed over: its key is not the name of its camera",
                    record.topic(),
                    record.partition(),
                    record.offset());
            return;
        }
        owned.put(record.partition(), record.key(), camera);
    }

    /** What is to run here. */
    public Map<String, Camera> wanted() {
        return owned.wanted();
    }

    /** Ends a wait; from any thread. */
    public void wakeup() {
        consumer.wakeup();
    }

    /** Leaves the group. */
    @Override
    public void close() {
        watch.close();
        consumer.close();
    }
}
