package io.zerostream.bench.load;

import io.zerostream.schemas.KafkaConnection;
import io.zerostream.schemas.TopicTail;
import io.zerostream.schemas.Topics;
import io.zerostream.schemas.avro.DeadLetter;
import io.zerostream.schemas.avro.ZeroShotLabel;

/** Enters labels and dead letters into an account, once they are committed. */
final class Outcomes implements AutoCloseable {
    private final TopicTail<ZeroShotLabel> labels;
    private final TopicTail<DeadLetter> deadLetters;

    /**
     * Starts at the present end of the topics; what is sent after this returns is seen.
     *
     * @param labels topic of the labels
     */
    Outcomes(KafkaConnection kafka, Topics.Topic labels, Account account) {
        this.labels = TopicTail.fromNow(kafka, labels, ZeroShotLabel.class, account::labelled);
        deadLetters = TopicTail.fromNow(kafka, Topics.DEAD_LETTERS, DeadLetter.class, account::dead);
    }

    /** @throws IllegalStateException when a topic is no longer followed: then the account says nothing */
    void check() {
        labels.check();
        deadLetters.check();
    }

    @Override
    public void close() throws InterruptedException {
        labels.close();
        deadLetters.close();
    }
}
