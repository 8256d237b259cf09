package io.zerostream.trainer.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import io.zerostream.model.classes.SemanticVectors;
import io.zerostream.model.image.ImageInput;
import io.zerostream.model.matching.Calibration;
import io.zerostream.model.matching.Prototype;
import io.zerostream.model.matching.Prototypes;
import io.zerostream.model.matching.SeenPenalty;
import io.zerostream.model.matching.SemanticSpace;
import io.zerostream.model.vmamba.VMambaConfig;
import io.zerostream.model.zeromamba.ZeroMamba;
import io.zerostream.model.zeromamba.ZeroMambaConfig;
import io.zerostream.trainer.evaluation.Evaluation;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Loss, gradients, updates and evaluation against runs of the authors' own code. */
class GoldenTrainingTest {
    private static final int ATTRIBUTES = 20;
    private static final int BATCH = 4;
    private static final int SIDE = 64;

    private final Path golden = Path.of(System.getProperty("zerostream.shared", "shared"), "golden");

    @BeforeEach
    void needsTheReferenceNumbers() {
        Assumptions.assumeTrue(
                Files.isDirectory(golden), () -> "no reference numbers in " + golden + "; set -Dzerostream.shared");
    }

    @ParameterizedTest
    @CsvSource({"official_lr, 1e-4", "large_lr, 2e-3", "no_l1, 1e-4"})
    void followsTheReferenceForTenSteps(String run, double limit) throws IOException {
        try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
            Map<String, NDArray> expected = read(manager, "train/trajectory_" + run + ".npz");
            Map<String, NDArray> batches = read(manager, "train/batches.npz");
            double[] losses = expected.get("loss").toDoubleArray();
            List<float[]> classes =
                    rows(batches.get("att"), batches.get("seen_classes").toLongArray());
            try (Learner learner = learner(expected, classes)) {
                learner.parameters().restart(startWeights(manager, learner));
                for (int step = 0; step < losses.length; step++) {
                    double loss = learner.step(batch(batches, classes, step), 1);
                    assertThat(loss).as("loss before step " + (step + 1)).isEqualTo(losses[step], within(limit));
                }
                assertParameters(learner, expected, run.equals("large_lr") ? 5e-5 : 1e-5);
            }
        }
    }

    @Test
    void agreesWithTheReferenceEvaluation() throws IOException {
        try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
            Map<String, NDArray> g = read(manager, "tiny/evaluation.npz");
            Map<String, NDArray> attributes = read(manager, "tiny/attributes.npz");
            long[] seen = attributes.get("seen_classes").toLongArray();
            List<float[]> att = rows(
                    attributes.get("att"),
                    LongStream.range(0, attributes.get("att").getShape().get(0)).toArray());
            List<Prototype> classes = new ArrayList<>();
            for (int c = 0; c < att.size(); c++) {
                long id = c;
                classes.add(new Prototype(
                        "class " + c, att.get(c), LongStream.of(seen).anyMatch(s -> s == id)));
            }
            List<String> names =
                    IntStream.range(0, ATTRIBUTES).mapToObj(i -> "a" + i).toList();
            Prototypes prototypes = Prototypes.of(new SemanticSpace("tiny", names, new float[0][]), classes);
            SemanticVectors vectors = new SemanticVectors(
                    g.get("feats_seen").concat(g.get("feats_unseen")).toFloatArray(),
                    LongStream.concat(
                                    LongStream.of(g.get("labels_seen").toLongArray()),
                                    LongStream.of(g.get("labels_unseen").toLongArray()))
                            .mapToInt(l -> (int) l)
                            .toArray(),
                    ATTRIBUTES);
            double[] gammas = g.get("gammas").toDoubleArray();
            for (int i = 0; i < gammas.length; i++) {
                Evaluation evaluation =
                        Evaluation.of(vectors, prototypes, new SeenPenalty((float) gammas[i], Calibration.SOFTMAX));
                assertThat(evaluation.s().mean()).isEqualTo(g.get("S").toDoubleArray()[i], within(1e-9));
                assertThat(evaluation.u().mean()).isEqualTo(g.get("U").toDoubleArray()[i], within(1e-9));
                assertThat(evaluation.h()).isEqualTo(g.get("H").toDoubleArray()[i], within(1e-9));
                assertThat(evaluation.t1().mean()).isEqualTo(g.get("CZSL").toDoubleArray()[0], within(1e-9));
            }
        }
    }

    private static Learner learner(Map<String, NDArray> expected, List<float[]> classes) {
        ZeroMambaConfig network = new ZeroMambaConfig(
                new VMambaConfig(List.of(1, 1, 2, 1), List.of(16, 32, 64, 128), 1, 2, 4, 1000, 0),
                ATTRIBUTES,
                300,
                512);
        Loss loss = new Loss(1, 0, 0, expected.get("loss_L1").toDoubleArray()[0]);
        Updates updates = new Updates(
                Rule.SGD,
                List.of(
                        new Updates.Group("VisionMamba.", rate(expected, "backbone_lr"), 1e-3),
                        new Updates.Group("clf_head2.", rate(expected, "head2_lr"), 1e-3),
                        new Updates.Group("", rate(expected, "head_lr"), 1e-3)),
                0,
                0);
        return new Learner(
                new ZeroMambaTrainee(new ZeroMamba(network, 1), new Objective(loss, classes)),
                ImageInput.imageNet(SIDE, SIDE),
                updates,
                1,
                Device.cpu(),
                2,
                1);
    }

    private static double rate(Map<String, NDArray> expected, String key) {
        return expected.get(key).toDoubleArray()[0];
    }

    private List<float[]> startWeights(NDManager manager, Learner learner) throws IOException {
        Map<String, NDArray> weights = read(manager, "tiny/weights.npz");
        return learner.network().officialParameters().keySet().stream()
                .map(name -> weights.get(name).toFloatArray())
                .toList();
    }

    private static Batch batch(Map<String, NDArray> batches, List<float[]> classes, int step) {
        NDIndex index = new NDIndex(step);
        long[] labels = batches.get("y").get(index).toLongArray();
        float[] targets = new float[BATCH * classes.size()];
        float[] prototypes = new float[classes.size() * ATTRIBUTES];
        for (int i = 0; i < BATCH; i++) {
            targets[i * classes.size() + (int) labels[i]] = 1;
        }
        for (int c = 0; c < classes.size(); c++) {
            System.arraycopy(classes.get(c), 0, prototypes, c * ATTRIBUTES, ATTRIBUTES);
        }
        return new Batch(
                batches.get("x").get(index).toFloatArray(),
                new float[BATCH * ATTRIBUTES],
                targets,
                prototypes,
                BATCH,
                classes.size());
    }

    private static void assertParameters(Learner learner, Map<String, NDArray> expected, double limit) {
        learner.network().officialParameters().forEach((name, parameter) -> {
            NDArray wanted = expected.get("final." + name);
            if (wanted != null) {
                float[] w = wanted.toFloatArray();
                float[] found = parameter.getArray().toFloatArray();
                double largest = 0;
                double error = 0;
                for (int i = 0; i < w.length; i++) {
                    largest = Math.max(largest, Math.abs(w[i]));
                    error = Math.max(error, Math.abs(w[i] - found[i]));
                }
                assertThat(error / largest).as(name).isLessThan(limit);
            }
        });
    }

    private static List<float[]> rows(NDArray table, long[] rows) {
        float[] all = table.toFloatArray();
        return Arrays.stream(rows)
                .mapToObj(r -> Arrays.copyOfRange(all, (int) r * ATTRIBUTES, (int) (r + 1) * ATTRIBUTES))
                .toList();
    }

    private Map<String, NDArray> read(NDManager manager, String file) throws IOException {
        Map<String, NDArray> arrays = new HashMap<>();
        try (InputStream in = Files.newInputStream(golden.resolve(file))) {
            NDList.decode(manager, in).forEach(array -> arrays.put(array.getName(), array));
        }
        return arrays;
    }
}
