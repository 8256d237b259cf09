package io.zerostream.job.internal.classify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.zerostream.job.internal.control.Registry;
import org.junit.jupiter.api.AfterEach;

/** The classify operator in Flink's harness, with registries and models of the test's making. */
abstract class OperatorFixture {
    final Registry registry = new Registry();
    final TestRegistries registries = new TestRegistries();
    final TestModels models = new TestModels();
    OperatorHarness harness;

    @AfterEach
    void everyModelIsFreedInTheEnd() throws Exception {
        harness.close();
        // one that was given up while it was opened is freed by the thread that opens it
        await().untilAsserted(() -> assertThat(models.all).allMatch(model -> model.closed));
    }

    /** With model v1 and the set "colours" serving. */
    final void start() throws Exception {
        registries.add(registry.everything("colours"));
        harness = new OperatorHarness(registries, models, null);
        harness.untilServing();
    }

    final ColourModel model(String version) {
        return models.opened.get(version);
    }
}
