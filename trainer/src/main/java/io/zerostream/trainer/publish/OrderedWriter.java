package io.zerostream.trainer.publish;

import io.zerostream.schemas.KafkaConnection;
import io.zerostream.schemas.Topics;
import io.zerostream.trainer.TrainerException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;

/**
 * Writes records to one topic and can wait until the broker has them all. Used by one thread; its user closes it.
 *
 * @param <T> the topic's generated Avro class
 */
public final class OrderedWriter<T extends SpecificRecord> implements AutoCloseable {
    private final Topics.Topic topic;
    private final Producer<String, T> producer;
    private final List<Future<RecordMetadata>> waiting = new ArrayList<>();

    /** Connects on first use. */
    public OrderedWriter(KafkaConnection kafka, Topics.Topic topic, Class<T> type) {
        this.topic = topic;
        producer = kafka.producer(topic, type);
    }

    /** Hands a record to the producer. */
    public void send(String key, T value) {
        waiting.add(producer.send(new ProducerRecord<>(topic.name(), key, value)));
    }

    /**
     * Returns when all records sent so far are acknowledged by all replicas.
     *
     * @throws TrainerException when one is refused, or the thread is interrupted
     */
    public void settle() {
        producer.flush();
        try {
            for (Future<RecordMetadata> record : waiting) {
                record.get();
            }
        } catch (ExecutionException e) {
            throw new TrainerException(
                    "topic " + topic.name() + " did not take a record; is it there, is it writable?", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TrainerException("interrupted while writing to topic " + topic.name(), e);
        }
        waiting.clear();
    }

    @Override
    public void close() {
        producer.close();
    }
}
