package io.zerostream.cli.erase;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;

/**
 * What readers of committed records do not see: from the first record of an open transaction on, a partition ends for them,
 * whoever sent what comes after it. Borrows the client.
 */
final class OpenTransactions {
    private final Admin admin;

    OpenTransactions(Admin admin) {
        this.admin = admin;
    }

    /**
     * Where partitions end, open transactions included. Ask before reading: what comes later is nobody's fault.
     *
     * @throws ExecutionException when Kafka refuses it, or does not answer
     */
    Map<TopicPartition, Long> ends(Collection<TopicPartition> partitions)
            throws ExecutionException, InterruptedException {
        Map<TopicPartition, OffsetSpec> latest =
                partitions.stream().collect(Collectors.toMap(partition -> partition, partition -> OffsetSpec.latest()));
        return admin
                .listOffsets(latest, new ListOffsetsOptions(IsolationLevel.READ_UNCOMMITTED))
                .all()
                .get()
                .entrySet()
                .stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, found -> found.getValue().offset()));
    }

    /**
     * What a reader has not come to, by partitions.
     *
     * @param ends as of {@link #ends}
     * @param reached offset of its next record in each of them
     */
    static List<Unseen> beyond(Map<TopicPartition, Long> ends, Map<TopicPartition, Long> reached) {
        return ends.entrySet().stream()
                .map(end -> new Unseen(
                        end.getKey().topic(),
                        end.getKey().partition(),
                        end.getValue() - reached.getOrDefault(end.getKey(), 0L)))
                .filter(unseen -> unseen.offsets() > 0)
                .sorted(Comparator.comparing(Unseen::topic).thenComparing(Unseen::partition))
                .toList();
    }
}
