package io.zerostream.job.internal.sink;

import static org.assertj.core.api.Assertions.assertThat;

import io.zerostream.job.config.ConfigKey;
import io.zerostream.job.config.DeadLetterContent;
import io.zerostream.job.config.JobConfig;
import io.zerostream.schemas.AvroTrust;
import io.zerostream.schemas.Topics;
import io.zerostream.schemas.avro.DeadLetter;
import io.zerostream.schemas.avro.DeadLetterReason;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class WithoutContentTest {
    static {
        AvroTrust.trustOurClasses();
    }

    private final DeadLetter letter = DeadLetter.newBuilder()
            .setEventId("event")
            .setTopic("images")
            .setPartition(2)
            .setOffset(7)
            .setReason(DeadLetterReason.UNDECODABLE)
            .setMessage("it is damaged")
            .setContent(ByteBuffer.wrap(new byte[] {1, 2, 3}))
            .setContentBytes(3)
            .setFailedAt(Instant.EPOCH)
            .build();

    @Test
    void onlyTheBytesAreLeftOut() {
        List<DeadLetter> written = new ArrayList<>();
        new WithoutContent(left -> {
                    written.add(left);
                    return new byte[0];
                })
                .serialize(letter);

        assertThat(written)
                .containsExactly(DeadLetter.newBuilder(letter).setContent(null).build());
        assertThat(written.get(0).getContentBytes()).isEqualTo(3);
        assertThat(letter.getContent()).as("others may hold it").isEqualTo(ByteBuffer.wrap(new byte[] {1, 2, 3}));
    }

    @Test
    void isWhatTheSettingSaysForBothTopics() {
        JobConfig keep = ConfigKey.defaults();
        JobConfig drop = keep.withDeadLetters(DeadLetterContent.DROP);
        for (Topics.Topic topic : List.of(Topics.DEAD_LETTERS, Topics.DEAD_LETTERS_REPLAY)) {
            assertThat(Sinks.letters(keep, topic)).isInstanceOf(AvroValue.class);
            assertThat(Sinks.letters(drop, topic)).isInstanceOf(WithoutContent.class);
        }
    }
}
