package io.zerostream.job.internal.classify;

import static org.assertj.core.api.Assertions.assertThat;

import io.zerostream.job.internal.agreement.Question;
import io.zerostream.job.internal.control.Registry;
import io.zerostream.schemas.avro.ModelVersion;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.util.InstantiationUtil;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Manifests name thousands of attributes, and a subtask that waits asks twice a second. */
@Timeout(60)
class QuestionSizeTest extends OperatorFixture {
    private static final int ATTRIBUTES = 5000;
    private static final int ASKED_AGAIN = 5;
    /** A manifest of so many attributes takes 200 KB. */
    private static final int A_WHOLE_PLAN = 40_000;

    private static final int A_NAME = 1_000;
    private final TestJobManager jobManager = new TestJobManager(1);

    @Test
    void aWishIsToldInWholeOnceAndThenByName() throws Exception {
        serveV1();
        models.hanging.put("v2", new CountDownLatch(1));
        harness.control(registry.put(large("v2")));
        harness.control(registry.put(Registry.deployment(2, "v2", "colours")));
        harness.until(() -> wishes("colours v2").size() > ASKED_AGAIN);

        assertThat(wishes("colours v2").stream()
                        .filter(question -> question.wish().plan().bytes() != null))
                .singleElement()
                .satisfies(question -> assertThat(bytes(question)).isLessThan(A_WHOLE_PLAN));
        assertThat(wishes("colours v2").stream()
                        .filter(question -> question.wish().plan().bytes() == null))
                .hasSizeGreaterThan(ASKED_AGAIN - 1)
                .allSatisfy(question -> assertThat(bytes(question)).isLessThan(A_NAME));
    }

    @Test
    void whatServedBeforeARestartIsNotToldInWholeToOneWhoKnowsIt() throws Exception {
        serveV1();
        OperatorSubtaskState state = harness.snapshot();
        harness.close();
        jobManager.asked.clear();
        harness = new OperatorHarness(registries, models, state, jobManager);
        harness.untilServing();

        assertThat(jobManager.asked.get(0).held()).isNotNull();
        assertThat(jobManager.asked)
                .allSatisfy(question -> assertThat(bytes(question)).isLessThan(A_NAME));
    }

    @Test
    void whatServedBeforeARestartIsToldInWholeToOneWhoDoesNot() throws Exception {
        serveV1();
        OperatorSubtaskState state = harness.snapshot();
        harness.close();
        TestJobManager another = new TestJobManager(1);
        harness = new OperatorHarness(registries, models, state, another);
        harness.untilServing();

        assertThat(another.asked).hasSize(2);
        assertThat(another.asked.get(1).held().bytes()).isNotNull();
    }

    private void serveV1() throws Exception {
        registries.add(registry.everything("colours"));
        registries.add(List.of(registry.put(large("v1"))));
        harness = new OperatorHarness(registries, models, null, jobManager);
        harness.untilServing();
    }

    private static ModelVersion large(String version) {
        String[] attributes = IntStream.range(0, ATTRIBUTES)
                .mapToObj(i -> "has_upper_tail_color::shade_" + i)
                .toArray(String[]::new);
        return ModelVersion.newBuilder(Registry.version(version))
                .setManifest(Registry.manifest(version, "rgb", attributes).toJson())
                .build();
    }

    private List<Question> wishes(String model) {
        return jobManager.asked.stream()
                .filter(question ->
                        question.wish() != null && question.wish().name().equals(model))
                .toList();
    }

    private static int bytes(Question question) throws Exception {
        return InstantiationUtil.serializeObject(question).length;
    }
}
