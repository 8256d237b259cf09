package io.zerostream.job.internal.classify;

import static org.assertj.core.api.Assertions.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import io.zerostream.job.internal.Failure;
import io.zerostream.job.internal.control.Registry;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What ends an attempt of the job is one line of the log, with the model and the reason. */
@Timeout(60)
class FailureTest {
    private final Registry registry = new Registry();
    private final TestModels models = new TestModels();
    private final LogLines log = LogLines.of(Failure.class);
    private OperatorHarness harness;
    private ColourModel model;

    @BeforeEach
    void somethingServes() throws Exception {
        TestRegistries registries = new TestRegistries();
        registries.add(registry.everything("colours"));
        harness = new OperatorHarness(registries, models, null);
        harness.untilServing();
        model = Objects.requireNonNull(models.opened.get("v1"));
    }

    @AfterEach
    void end() throws Exception {
        log.close();
        harness.close();
    }

    private void batch(String id) throws Exception {
        harness.picture(Pictures.of(id, "red"), 0);
        harness.barrier();
    }

    @Test
    void aSickDeviceIsALine() {
        model.broken = true;

        assertThatThrownBy(() -> batch("p0")).hasStackTraceContaining("model colours v1");

        assertThat(log.lines())
                .singleElement(as(STRING))
                .startsWith("ERROR event=failure reason=DEVICE_SICK model=\"colours v1\" message=\"pictures failed and")
                .contains("io.zerostream.model.ModelException: broken");
    }

    @Test
    void anErrorInTheModelIsALine() {
        model.closed = true;

        assertThatThrownBy(() -> batch("p0")).hasStackTraceContaining("inference broke");

        assertThat(log.lines())
                .singleElement(as(STRING))
                .startsWith("ERROR event=failure reason=INFERENCE_BROKE model=\"colours v1\"")
                .endsWith("cause=\"java.lang.AssertionError: used after it was closed\"");
    }

    @Test
    void anErrorWhileAModelIsOpenedIsALine() {
        models.breaking.add("v2");
        harness.control(registry.put(Registry.version("v2")));
        harness.control(registry.put(Registry.deployment(2, "v2", "colours")));

        assertThatThrownBy(() -> harness.until(() -> false)).isInstanceOf(NoClassDefFoundError.class);

        assertThat(log.lines())
                .singleElement(as(STRING))
                .startsWith("ERROR event=failure reason=OPENING_BROKE model=\"colours v2\"")
                .endsWith("cause=\"java.lang.NoClassDefFoundError: native library\"");
    }
}
