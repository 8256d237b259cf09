package io.zerostream.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Test;

class TopicsTest {
    @Test
    void controlTopicsAreCompactedAndThoseOfTheJobHaveOnePartitionSoThatOrderIsGlobal() {
        assertThat(Topics.ALL)
                .filteredOn(t -> Map.of("cleanup.policy", "compact").entrySet().stream()
                        .allMatch(e -> e.getValue().equals(t.settings().get(e.getKey()))))
                .containsExactlyInAnyOrder(
                        Topics.CLASS_REGISTRY,
                        Topics.MODEL_REGISTRY,
                        Topics.MODEL_CHUNKS,
                        Topics.CAMERAS,
                        Topics.CAMERA_STATES,
                        Topics.FEEDBACK)
                .filteredOn(t -> !t.name().startsWith("camera"))
                .allMatch(t -> t.partitions() == 1);
    }

    @Test
    void whatTheRegistriesReplacedStaysReadableForAWeekSoThatOneCanGoBack() {
        assertThat(Topics.ALL)
                .filteredOn(t -> "604800000".equals(t.settings().get("min.compaction.lag.ms")))
                .containsExactlyInAnyOrder(Topics.CLASS_REGISTRY, Topics.MODEL_REGISTRY);
    }

    /** Else a camera that was removed stays readable until its segment is full: the address of its pictures with it. */
    @Test
    void whatWasReplacedOfCamerasAndTakenBackOfFeedbackIsCleanedUpWithinADay() {
        assertThat(Topics.ALL)
                .filteredOn(t -> t.settings().containsKey("max.compaction.lag.ms"))
                .containsExactlyInAnyOrder(Topics.CAMERAS, Topics.CAMERA_STATES, Topics.FEEDBACK)
                .allSatisfy(t -> assertThat(t.settings())
                        .containsEntry("max.compaction.lag.ms", "86400000")
                        .containsEntry("segment.ms", "86400000"));
    }

    /** A segment that is being written is never deleted: it must be small beside the limit. */
    @Test
    void picturesTakeNoMoreOfADiskThanTheyMay() {
        long limit = 4L << 30;
        assertThat(Topics.newTopics((short) 1, limit))
                .filteredOn(t -> t.configs().containsKey("retention.bytes"))
                .allSatisfy(t -> {
                    long kept = Long.parseLong(t.configs().get("retention.bytes"));
                    assertThat(kept * t.numPartitions()).isEqualTo(limit);
                    assertThat(Long.parseLong(t.configs().get("segment.bytes"))).isLessThanOrEqualTo(kept / 8);
                })
                .extracting(NewTopic::name)
                .containsExactlyInAnyOrder("images", "dead-letters", "dead-letters-replay");
        assertThat(Topics.newTopics((short) 1, 0)).noneMatch(t -> t.configs().containsKey("retention.bytes"));
    }

    /** Else a record of a topic with little on it stays for its time and the week after which Kafka closes a segment. */
    @Test
    void whatIsKeptForATimeGoesSoonAfterIt() {
        assertThat(Topics.ALL).filteredOn(t -> !t.compacted()).isNotEmpty().allSatisfy(t -> {
            long kept = Long.parseLong(t.settings().get("retention.ms"));
            assertThat(Long.parseLong(t.settings().get("segment.ms"))).isEqualTo(kept / 8);
        });
        assertThat(Topics.retention(Duration.ofMinutes(2)))
                .isEqualTo(Map.of("retention.ms", "120000", "segment.ms", "60000"));
    }

    @Test
    void picturesAreStampedByTheBrokerWhateverTheirProducerDoes() {
        assertThat(Topics.IMAGES.settings()).containsEntry("message.timestamp.type", "LogAppendTime");
    }

    @Test
    void whatTheJobReadsIsUnpackedByTheBroker() {
        assertThat(List.of(Topics.IMAGES, Topics.CLASS_REGISTRY, Topics.MODEL_REGISTRY, Topics.MODEL_CHUNKS))
                .allSatisfy(topic -> assertThat(topic.settings()).containsEntry("compression.type", "uncompressed"));
    }

    @Test
    void everyTopicTakesTheLargestRecord() {
        assertThat(Topics.newTopics((short) 1, 0))
                .hasSize(Topics.ALL.size())
                .allMatch(t -> t.configs().get("max.message.bytes").equals(Integer.toString(Topics.MAX_RECORD_BYTES)));
    }
}
