package io.zerostream.cli.demo;

import io.zerostream.schemas.KafkaConnection;
import io.zerostream.schemas.TopicTail;
import io.zerostream.schemas.Topics;
import io.zerostream.schemas.avro.DeadLetter;
import io.zerostream.schemas.avro.ZeroShotLabel;

/** Tells the ledger of labels and dead letters, from now on. */
final class Followers implements AutoCloseable {
    private final TopicTail<ZeroShotLabel> labels;
    private final TopicTail<DeadLetter> deadLetters;

    /** Starts at the present end of both topics; what is sent after this returns is seen. */
    Followers(KafkaConnection kafka, Ledger ledger) {
        labels = TopicTail.fromNow(kafka, Topics.LABELS, ZeroShotLabel.class, ledger::labelled);
        deadLetters = TopicTail.fromNow(kafka, Topics.DEAD_LETTERS, DeadLetter.class, ledger::dead);
    }

    /** @throws IllegalStateException when a topic is no longer followed: then the ledger says nothing */
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
