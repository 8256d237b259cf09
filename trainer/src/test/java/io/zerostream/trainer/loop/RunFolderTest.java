package io.zerostream.trainer.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zerostream.trainer.TrainerException;
import io.zerostream.trainer.data.SmallSet;
import io.zerostream.trainer.data.ZeroShotDataSet;
import io.zerostream.trainer.data.format.DataSets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunFolderTest {
    @TempDir
    private Path folder;

    private ZeroShotDataSet data;
    private Path run;

    @BeforeEach
    void writeTheData() throws IOException {
        data = DataSets.open(SmallSet.write(Files.createDirectories(folder.resolve("data"))));
        run = folder.resolve("run");
    }

    /** Each would write into the other's files, and both would end well. */
    @Test
    void twoRunsAtOnceInOneFolderAreRefused() {
        String config = RunFolder.begin(run, data, "{}", first -> {
            assertThatThrownBy(() -> RunFolder.begin(run, data, "{\"seed\": 2}", RunFolder::config))
                    .isInstanceOf(TrainerException.class)
                    .hasMessageContaining(
                            "under way (process " + ProcessHandle.current().pid() + ")");
            assertThatThrownBy(() -> RunFolder.goOn(run, RunFolder::config)).hasMessageContaining("under way");
            return first.config();
        });

        assertThat(config).isEqualTo("{}");
        assertThat(RunFolder.<String>begin(run, data, "{\"seed\": 2}", RunFolder::config))
                .as("one after the other")
                .contains("2");
    }

    @Test
    void whatARunCameToIsNotWrittenOver() throws IOException {
        RunFolder.begin(run, data, "{}", first -> {
            first.done("{\"T1\": 1}", "");
            return first;
        });

        assertThatThrownBy(() -> RunFolder.begin(run, data, "{\"seed\": 2}", RunFolder::config))
                .isInstanceOf(TrainerException.class)
                .hasMessageContaining("finished run in " + run);
        assertThat(run.resolve("report.json")).hasContent("{\"T1\": 1}");
        assertThat(run.resolve("config.json")).hasContent("{}");
    }

    @Test
    void aFolderWithoutARunIsNeitherGoneOnWithNorMade() {
        assertThatThrownBy(() -> RunFolder.goOn(run, RunFolder::config))
                .isInstanceOf(TrainerException.class)
                .hasMessageContaining("there is no run in " + run);
        assertThat(run).doesNotExist();
    }
}
