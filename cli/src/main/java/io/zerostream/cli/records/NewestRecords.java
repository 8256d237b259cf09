package io.zerostream.cli.records;

import io.zerostream.schemas.TopicReader;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * The newest records of a topic by the time they were written, over all of its partitions.
 *
 * @param <T> of the records
 */
final class NewestRecords<T extends SpecificRecord> {
    private static final int FURTHER = 8;

    private final TopicReader<T> reader;
    private final Predicate<T> wanted;
    private final int count;

    /**
     * @param wanted which records count
     * @param count how many of them to find
     */
    NewestRecords(TopicReader<T> reader, Predicate<T> wanted, int count) {
        this.reader = reader;
        this.wanted = wanted;
        this.count = count;
    }

    /**
     * Reads to the present end of the topic; the reader stands there afterwards. How far back they lie is tried: commits of
     * transactions take offsets too, and not each record is wanted.
     *
     * @return the oldest first
     */
    List<T> read() {
        Map<TopicPartition, Long> ends = reader.ends();
        Map<TopicPartition, Long> begins = reader.positions();
        for (long back = 2L * count + 1; ; back *= FURTHER) {
            reader.seekBefore(ends, back);
            Map<Integer, Deque<ConsumerRecord<String, T>>> newest = new HashMap<>();
            reader.toEnd(record -> take(record, newest));
            long offsets = back;
            boolean all = ends.entrySet().stream()
                    .allMatch(end -> end.getValue() - offsets <= begins.getOrDefault(end.getKey(), 0L)
                            || newest.getOrDefault(end.getKey().partition(), new ArrayDeque<>())
                                            .size()
                                    == count);
            if (all) {
                List<T> sorted = newest.values().stream()
                        .flatMap(Deque::stream)
                        .sorted(Comparator.comparingLong(ConsumerRecord::timestamp))
                        .map(ConsumerRecord::value)
                        .toList();
                return sorted.subList(Math.max(0, sorted.size() - count), sorted.size());
            }
        }
    }

    private void take(ConsumerRecord<String, T> record, Map<Integer, Deque<ConsumerRecord<String, T>>> newest) {
        if (wanted.test(record.value())) {
            Deque<ConsumerRecord<String, T>> records =
                    newest.computeIfAbsent(record.partition(), partition -> new ArrayDeque<>());
            records.add(record);
            if (records.size() > count) {
                records.remove();
            }
        }
    }
}
