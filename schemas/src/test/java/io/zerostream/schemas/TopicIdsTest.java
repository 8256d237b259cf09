package io.zerostream.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.Test;

/** What needs no broker; those with one are in the gateway's and the command line's tests of replaced topics. */
class TopicIdsTest {
    /** 0 says that nobody looked. */
    @Test
    void anIdIsNever0AndHangsOnAllOfKafkas() {
        assertThat(TopicIds.fold(new Uuid(7, 7))).isEqualTo(1);
        assertThat(TopicIds.fold(new Uuid(7, 9)))
                .isEqualTo(TopicIds.fold(new Uuid(7, 9)))
                .isNotIn(0L, TopicIds.fold(new Uuid(7, 8)), TopicIds.fold(new Uuid(6, 9)));
    }

    @Test
    void aKafkaThatDoesNotAnswerIsToldFromATopicThatIsNotThere() {
        try (TopicIds ids =
                new TopicIds(new KafkaConnection("localhost:1", "http://localhost:1"), Duration.ofMillis(200))) {
            assertThatThrownBy(() -> ids.of(List.of("class-registry")))
                    .isInstanceOf(KafkaException.class)
                    .hasMessageContaining("cannot look up topics [class-registry]");
        }
    }
}
