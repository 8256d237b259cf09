package io.zerostream.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;
import static org.assertj.core.api.Assertions.tuple;

import io.zerostream.job.config.Checkpointing;
import io.zerostream.job.config.ConfigKey;
import io.zerostream.job.config.Delivery;
import io.zerostream.job.config.JobConfig;
import io.zerostream.job.config.Parallelism;
import io.zerostream.job.config.SlotSize;
import io.zerostream.job.config.Slots;
import io.zerostream.job.internal.control.Registry;
import io.zerostream.job.replay.ReplayPlan;
import io.zerostream.schemas.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.flink.api.common.resources.ExternalResource;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.runtime.io.network.partition.ResultPartitionType;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamEdge;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.apache.flink.streaming.api.graph.StreamNode;
import org.apache.flink.streaming.runtime.partitioner.BroadcastPartitioner;
import org.apache.flink.streaming.runtime.partitioner.ForwardPartitioner;
import org.apache.flink.streaming.runtime.partitioner.KeyGroupStreamPartitioner;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The job as it is handed to a cluster, with its Kafka sources and sinks; nothing connects. */
class JobGraphTest {
    private static final int CLUSTER_DEFAULT = 16;

    private static final JobConfig WITH_SIGHTINGS = JobConfig.read(new String[] {"--sightings.enabled=true"}, Map.of());

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
    void checkpointsFailAsLateAndAsOftenAsTheSettingsSay() {
        Checkpointing some = config.checkpointing();
        var checkpoints = graph(config.withCheckpointing(new Checkpointing(
                        some.interval(), some.delivery(), some.transactionTimeout(), Duration.ofMinutes(3), 7)))
                .getCheckpointConfig();
        assertThat(checkpoints.getCheckpointTimeout())
                .isEqualTo(Duration.ofMinutes(3).toMillis());
        assertThat(checkpoints.getTolerableCheckpointFailureNumber()).isEqualTo(7);
    }

    /** Between decoding and classifying go pictures, 600 kB each. */
    @ParameterizedTest
    @CsvSource({"0", "1"})
    void aReplayWritesNothingToDiskBetweenItsTasks(int gpus) {
        Registry registry = new Registry();
        TopicPartition some = new TopicPartition(Topics.IMAGES.name(), 0);
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
        ReplayJob.build(
                env,
                config.withParallelism(new Parallelism(1, 2, 2, gpus)),
                new ReplayPlan(
                        Map.of(some, 0L),
                        Map.of(some, 1L),
                        Instant.EPOCH,
                        Registry.set("colours", 1, "red"),
                        Registry.version("v1"),
                        List.of(),
                        registry.everything("colours")),
                Topics.LABELS_REPLAY);

        List<ResultPartitionType> exchanges = new ArrayList<>();
        env.getStreamGraph().getJobGraph().getVertices().forEach(vertex -> vertex.getProducedDataSets()
                .forEach(data -> exchanges.add(data.getResultType())));
        assertThat(exchanges).hasSizeGreaterThan(2).allMatch(ResultPartitionType::mustBePipelinedConsumed);
    }

    @Test
    void onlyClassifyingAsksForAGpu() {
        StreamGraph graph = graph(WITH_SIGHTINGS.withParallelism(new Parallelism(1, 1, 2, 1)));

        assertThat(nodes(graph).stream()
                        .filter(node -> "inference".equals(node.getSlotSharingGroup()))
                        .map(StreamNode::getOperatorName))
                .containsExactly("classify");
        assertThat(graph.getSlotSharingGroupResource("inference")
                        .orElseThrow()
                        .getExtendedResources()
                        .get("gpu"))
                .isEqualTo(new ExternalResource("gpu", 1));
    }

    @Test
    void slotsAreAsLargeAsTheSettingsSay() {
        SlotSize cpu =
                new SlotSize(2, MemorySize.ofMebiBytes(300), MemorySize.ofMebiBytes(40), MemorySize.ofMebiBytes(50));
        SlotSize gpu =
                new SlotSize(3, MemorySize.ofMebiBytes(400), MemorySize.ofMebiBytes(60), MemorySize.ofMebiBytes(70));
        StreamGraph graph = graph(config.withParallelism(new Parallelism(1, 1, 1, 0, 1, 1, new Slots(1, cpu, gpu))));

        assertThat(List.of("default", "inference"))
                .extracting(group -> graph.getSlotSharingGroupResource(group).orElseThrow())
                .extracting(
                        slot -> slot.getCpuCores().getValue().intValue(),
                        slot -> slot.getTaskHeapMemory().getMebiBytes(),
                        slot -> slot.getTaskOffHeapMemory().getMebiBytes(),
                        slot -> slot.getManagedMemory().getMebiBytes())
                .containsExactly(tuple(2, 300, 40, 50), tuple(3, 400, 60, 70));
    }

    @Test
    void everyPartHasItsOwnWidthWhateverTheClusterSays() {
        assertThat(widths(graph(config.withParallelism(new Parallelism(2, 3, 4, 5, 6, 7, Slots.DEFAULT)))))
                .containsAllEntriesOf(Map.ofEntries(
                        entry("images", 2),
                        entry("fetch", 2),
                        entry("decode", 3),
                        entry("classify", 4),
                        entry("labels", 5),
                        entry("labels-shadow", 5),
                        entry("dead-letters", 6),
                        entry("label-stats-windows", 7),
                        entry("late-labels", 7),
                        entry("label-stats", 7),
                        entry("job-notices", 1)))
                .doesNotContainValue(CLUSTER_DEFAULT);
    }

    @Test
    void sightingsAreNoPartOfAJobThatDoesNotWantThemAndChangeNoOtherPart() {
        JobConfig wide = config.withParallelism(new Parallelism(2, 3, 4, 5, 6, 7, Slots.DEFAULT));
        Map<String, Integer> without = widths(graph(wide));
        Map<String, Integer> with = widths(graph(wide.withSightings(WITH_SIGHTINGS.sightings())));

        assertThat(without).allSatisfy((uid, width) -> assertThat(uid).doesNotContain("sightings"));
        assertThat(with)
                .containsAllEntriesOf(without)
                .containsEntry("find-sightings", 7)
                .containsEntry("sightings", 7);
        assertThat(with.keySet()).allSatisfy(uid -> assertThat(without.containsKey(uid) || uid.contains("sightings"))
                .as(uid)
                .isTrue());
    }

    @Test
    void labelsHaveAsManyWritersAsClassifyUnlessTheyAreToldAnother() {
        assertThat(widths(graph(config.withParallelism(new Parallelism(1, 1, 3, 0)))))
                .containsAllEntriesOf(Map.of("labels", 3, "labels-shadow", 3, "dead-letters", 1, "label-stats", 1));
    }

    /** By uid; the parts of a sink have that of the sink and more. */
    private static Map<String, Integer> widths(StreamGraph graph) {
        return nodes(graph).stream()
                .collect(Collectors.toMap(StreamNode::getTransformationUID, StreamNode::getParallelism));
    }

    /** The widths that the documents advise, and some that differ everywhere. */
    @ParameterizedTest
    @CsvSource({"1,1,1,1", "2,2,2,2", "2,4,2,2", "1,1,3,1", "1,1,3,8", "2,2,4,1", "4,1,2,3"})
    void picturesOfASourceAreNeverDealtOutInTurn(int source, int decode, int inference, int labels) {
        StreamGraph graph =
                graph(config.withParallelism(new Parallelism(source, decode, inference, labels, 1, 1, Slots.DEFAULT)));

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
        StreamExecutionEnvironment env = StreamExecutionEnvironment.createLocalEnvironment(CLUSTER_DEFAULT);
        StreamJob.build(env, config);
        return env.getStreamGraph();
    }

    private static List<StreamNode> nodes(StreamGraph graph) {
        return List.copyOf(graph.getStreamNodes());
    }
}
