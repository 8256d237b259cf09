package io.zerostream.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.djl.Device;
import io.zerostream.job.config.ConfigKey;
import io.zerostream.job.config.JobConfig;
import io.zerostream.job.config.Parallelism;
import io.zerostream.job.internal.classify.ColourModel;
import io.zerostream.job.internal.classify.TestRegistries;
import io.zerostream.job.internal.control.ControlRecord;
import io.zerostream.job.internal.control.Registry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The whole job on a cluster whose task manager has two GPUs, as far as Flink can tell. */
@Timeout(120)
class GpuSlotsTest {
    private static final List<Device> OPENED_ON = new CopyOnWriteArrayList<>();
    private static final int GPUS = 2;

    @TempDir
    private Path folder;

    @Test
    void twoInferenceSubtasksOfOneTaskManagerComputeOnTwoGpusAndNothingElseNeedsOne() throws Exception {
        Configuration ofJob = new Configuration();
        // wider than there are GPUs: what is not told its own width would ask for eight of them
        ofJob.set(CoreOptions.DEFAULT_PARALLELISM, 8);
        List<ControlRecord> control = new Registry().everything("colours");
        TestRegistries registries = new TestRegistries();
        registries.add(control);
        JobConfig config = ConfigKey.defaults().withParallelism(new Parallelism(1, 1, GPUS, 1));

        try (FakeGpuCluster cluster = new FakeGpuCluster(folder, GPUS, 2 * GPUS)) {
            EndlessJob job = new EndlessJob(
                    cluster.environment(ofJob),
                    config,
                    new NumberedPictures(),
                    registries,
                    (version, device) -> {
                        OPENED_ON.add(device);
                        return new ColourModel(version.getVersion());
                    },
                    control);
            job.untilLabelled(10);
            await().atMost(Duration.ofMinutes(1))
                    .untilAsserted(() -> assertThat(OPENED_ON).containsExactlyInAnyOrder(Device.gpu(0), Device.gpu(1)));
            job.cancel();
        }
    }
}
