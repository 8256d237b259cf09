package io.zerostream.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class TopicsTest {
    @Test
    void controlTopicsAreCompactedWithOnePartitionSoThatOrderIsGlobal() {
        assertThat(Topics.ALL)
                .filteredOn(t -> Map.of("cleanup.policy", "compact").entrySet().stream()
                        .allMatch(e -> e.getValue().equals(t.settings().get(e.getKey()))))
                .containsExactlyInAnyOrder(Topics.CLASS_REGISTRY, Topics.MODEL_REGISTRY, Topics.MODEL_CHUNKS)
                .allMatch(t -> t.partitions() == 1);
    }

    @Test
    void whatTheRegistriesReplacedStaysReadableForAWeekSoThatOneCanGoBack() {
        assertThat(Topics.ALL)
                .filteredOn(t -> "604800000".equals(t.settings().get("min.compaction.lag.ms")))
                .containsExactlyInAnyOrder(Topics.CLASS_REGISTRY, Topics.MODEL_REGISTRY);
    }

    @Test
    void everyTopicTakesTheLargestRecord() {
        assertThat(Topics.newTopics((short) 1))
                .hasSize(Topics.ALL.size())
                .allMatch(t -> t.configs().get("max.message.bytes").equals(Integer.toString(Topics.MAX_RECORD_BYTES)));
    }
}
