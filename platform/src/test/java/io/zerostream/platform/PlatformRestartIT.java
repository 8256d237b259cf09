package io.zerostream.platform;

import static org.assertj.core.api.Assertions.assertThat;

import io.zerostream.schemas.RegistryKeys;
import io.zerostream.schemas.Topics;
import io.zerostream.schemas.avro.ClassRegistryRecord;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is left of a platform after its end. */
class PlatformRestartIT {
    @TempDir
    private Path home;

    @Test
    void keepsItsDataAndNothingElse() throws Exception {
        List<Long> children;
        try (EmbeddedPlatform platform = EmbeddedPlatform.start(PlatformConfig.at(home))) {
            children = platform.childProcesses();
            Records.write(platform.connection(), "kept", Records.set("kept", 1));
            EndlessJob.start(platform, home);
        }
        assertThat(children).hasSize(2).allMatch(pid -> ProcessHandle.of(pid).isEmpty(), "ended with the platform");
        assertThat(home.resolve("tmp")).doesNotExist();
        assertThat(EndlessJob.checkpoints(home))
                .as("of a job that was cancelled")
                .isEmpty();

        try (EmbeddedPlatform platform = EmbeddedPlatform.start(PlatformConfig.at(home))) {
            assertThat(platform.connection().readCompacted(Topics.CLASS_REGISTRY, ClassRegistryRecord.class))
                    .containsOnlyKeys(RegistryKeys.classSet("kept"));
        }
    }
}
