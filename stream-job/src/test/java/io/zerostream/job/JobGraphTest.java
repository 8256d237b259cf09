package io.zerostream.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.apache.flink.api.common.resources.ExternalResource;
import org.apache.flink.runtime.clusterframework.types.ResourceProfile;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.apache.flink.streaming.api.graph.StreamNode;
import org.junit.jupiter.api.Test;

/** The job as it is handed to a cluster, with its Kafka sources and sinks; nothing connects. */
class JobGraphTest {
    private final JobConfig config = ConfigKey.defaults();

    @Test
    void everyOperatorHasAUidOfItsOwn() {
        List<StreamNode> nodes = nodes(graph(config));
        assertThat(nodes).allSatisfy(node -> assertThat(node.getTransformationUID())
                .as(node.getOperatorName())
                .isNotNull());
        assertThat(nodes).extracting(StreamNode::getTransformationUID).doesNotHaveDuplicates();
    }

    @Test
    void theUidsThatSavepointsCountOnArePinned() {
        assertThat(nodes(graph(config)))
                .extracting(StreamNode::getTransformationUID)
                .contains(
                        "images",
                        "class-registry",
                        "model-registry",
                        "fetch",
                        "decode",
                        "classify",
                        "label-stats-windows",
                        "late-labels");
    }

    @Test
    void bothDeliveriesBuild() {
        Checkpointing once = config.checkpointing();
        graph(config.withCheckpointing(
                new Checkpointing(once.interval(), Delivery.AT_LEAST_ONCE, once.transactionTimeout())));
        graph(config.withCheckpointing(
                new Checkpointing(once.interval(), Delivery.EXACTLY_ONCE, once.transactionTimeout())));
    }

    @Test
    void onlyClassifyingAndTheSinksChainedToItAskForAGpu() {
        StreamGraph graph = graph(config.withParallelism(new Parallelism(1, 1, 2, 1)));

        assertThat(nodes(graph).stream()
                        .filter(node -> "inference".equals(node.getSlotSharingGroup()))
                        .map(node -> node.getOperatorName().split(":")[0])
                        .distinct())
                .containsExactlyInAnyOrder("classify", "labels", "shadow labels");
        Optional<ResourceProfile> profile = graph.getSlotSharingGroupResource("inference");
        assertThat(profile.orElseThrow().getExtendedResources().get("gpu")).isEqualTo(new ExternalResource("gpu", 1));
        assertThat(graph.getSlotSharingGroupResource("default")).isPresent();
    }

    private static StreamGraph graph(JobConfig config) {
        StreamExecutionEnvironment env = StreamExecutionEnvironment.createLocalEnvironment(1);
        StreamJob.build(env, config);
        return env.getStreamGraph();
    }

    private static List<StreamNode> nodes(StreamGraph graph) {
        return List.copyOf(graph.getStreamNodes());
    }
}
