package io.zerostream.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.flink.api.common.resources.ExternalResource;
import org.apache.flink.runtime.clusterframework.types.ResourceProfile;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamEdge;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.apache.flink.streaming.api.graph.StreamNode;
import org.apache.flink.streaming.runtime.partitioner.BroadcastPartitioner;
import org.apache.flink.streaming.runtime.partitioner.ForwardPartitioner;
import org.apache.flink.streaming.runtime.partitioner.KeyGroupStreamPartitioner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

    /** The widths that the documents advise, and some that differ everywhere. */
    @ParameterizedTest
    @CsvSource({"1,1,1,1", "2,2,2,2", "2,4,2,2", "1,1,3,1", "1,1,3,8", "2,2,4,1", "4,1,2,3"})
    void picturesOfASourceAreNeverDealtOutInTurn(int source, int decode, int inference, int others) {
        StreamGraph graph = graph(config.withParallelism(new Parallelism(source, decode, inference, 0)), others);

        for (String end : List.of("labels: Writer", "shadow labels: Writer")) {
            List<StreamEdge> way = way(graph, end);
            assertThat(way.get(way.size() - 1).getSourceId())
                    .as("the way to %s begins at the source", end)
                    .isEqualTo(node(graph, "Source: images").getId());
            assertThat(way).allSatisfy(edge -> {
                boolean asWide = graph.getStreamNode(edge.getSourceId()).getParallelism()
                        == graph.getStreamNode(edge.getTargetId()).getParallelism();
                assertThat(edge.getPartitioner())
                        .as("%s", edge)
                        .isInstanceOf(asWide ? ForwardPartitioner.class : KeyGroupStreamPartitioner.class);
            });
        }
    }

    /** The edges that pictures take, from the end to the source. */
    private static List<StreamEdge> way(StreamGraph graph, String end) {
        List<StreamEdge> way = new ArrayList<>();
        StreamNode node = node(graph, end);
        while (!node.getInEdges().isEmpty()) {
            StreamEdge edge = node.getInEdges().stream()
                    .filter(e -> !(e.getPartitioner() instanceof BroadcastPartitioner))
                    .findFirst()
                    .orElseThrow();
            way.add(edge);
            node = graph.getStreamNode(edge.getSourceId());
        }
        return way;
    }

    private static StreamNode node(StreamGraph graph, String name) {
        return graph.getStreamNodes().stream()
                .filter(n -> n.getOperatorName().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError(name + " is none of "
                        + graph.getStreamNodes().stream()
                                .map(StreamNode::getOperatorName)
                                .toList()));
    }

    private static StreamGraph graph(JobConfig config) {
        return graph(config, 1);
    }

    private static StreamGraph graph(JobConfig config, int others) {
        StreamExecutionEnvironment env = StreamExecutionEnvironment.createLocalEnvironment(others);
        StreamJob.build(env, config);
        return env.getStreamGraph();
    }

    private static List<StreamNode> nodes(StreamGraph graph) {
        return List.copyOf(graph.getStreamNodes());
    }
}
