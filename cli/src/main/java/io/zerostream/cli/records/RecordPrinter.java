package io.zerostream.cli.records;

import io.zerostream.cli.client.UserException;
import io.zerostream.cli.options.Pauses;
import io.zerostream.schemas.KafkaConnection;
import io.zerostream.schemas.SchemaRegistryException;
import io.zerostream.schemas.TopicReader;
import io.zerostream.schemas.Topics;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import picocli.CommandLine.Model.CommandSpec;

/**
 * Prints the newest records of a topic, and new ones as they are committed.
 *
 * @param <T> of the records
 */
final class RecordPrinter<T extends SpecificRecord> {
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration PAUSE = Duration.ofSeconds(5);
    private static final Duration ANSWER = Duration.ofSeconds(8);
    /** A topic that brings nothing for so long may be idle, or Kafka may be away: then it is asked. */
    private static final Duration QUIET = Duration.ofSeconds(10);

    private final CommandSpec spec;
    private final Topics.Topic topic;
    private final Class<T> type;
    private final Predicate<T> wanted;
    private final Function<T, String> line;
    /** When something came last, or Kafka answered that nothing has. */
    private long heardAt;

    /**
     * @param wanted which are printed
     * @param line one as text, in one line whatever is in it
     */
    RecordPrinter(CommandSpec spec, Topics.Topic topic, Class<T> type, Predicate<T> wanted, Function<T, String> line) {
        this.spec = spec;
        this.topic = topic;
        this.type = type;
        this.wanted = wanted;
        this.line = line;
    }

    /** @throws UserException when there is no such topic, or Kafka stops answering before the newest are printed */
    int print(KafkaConnection kafka, PrintOptions options) {
        if (options.last < 0) {
            throw new UserException("--last is " + options.last + "; it must be at least 0");
        }
        Function<T, String> text = options.json ? RecordJson::of : line;
        try (TopicReader<T> reader =
                TopicReader.with(kafka, topic, type, ANSWER, Map.of(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int)
                        ANSWER.toMillis()))) {
            PrintWriter out = spec.commandLine().getOut();
            new NewestRecords<>(reader, wanted, options.last).read().forEach(record -> out.println(text.apply(record)));
            out.flush();
            if (options.follow) {
                follow(reader, kafka.bootstrapServers(), text);
            }
        } catch (UnknownTopicOrPartitionException e) {
            throw new UserException(String.valueOf(e.getMessage()), e);
        } catch (TimeoutException e) {
            throw new UserException(
                    "Kafka at " + kafka.bootstrapServers() + " stopped answering (" + e.getMessage()
                            + "): does it still run?",
                    e);
        }
        return 0;
    }

    /** Until the process ends; what is away is waited for, and said to be. */
    private void follow(TopicReader<T> reader, String address, Function<T, String> text) {
        PrintWriter out = spec.commandLine().getOut();
        heardAt = System.nanoTime();
        while (true) {
            try {
                reader.poll(POLL, record -> {
                    heardAt = System.nanoTime();
                    if (wanted.test(record.value())) {
                        out.println(text.apply(record.value()));
                    }
                });
                out.flush();
                if (System.nanoTime() - heardAt > QUIET.toNanos()) {
                    reader.ends();
                    heardAt = System.nanoTime();
                }
            } catch (SchemaRegistryException e) {
                waiting(String.valueOf(e.getMessage()));
            } catch (TimeoutException e) {
                waiting("Kafka at " + address + " does not answer");
            }
        }
    }

    private void waiting(String what) {
        PrintWriter err = spec.commandLine().getErr();
        err.println("waiting: " + what);
        err.flush();
        Pauses.sleep(PAUSE.toMillis());
    }
}
