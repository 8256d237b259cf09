package io.zerostream.model.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostilePicturesTest {
    @Test
    void thousandsOfDamagedFilesNeitherEndTheProcessNorDivideTheDecoders(@TempDir Path folder) throws Exception {
        File said = folder.resolve("said").toFile();
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Djava.awt.headless=true",
                        "-Xmx256m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        HostilePictures.class.getName(),
                        "6000")
                .redirectOutput(said)
                // one line for each damaged picture: the decoder's
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            assertThat(process.waitFor(3, TimeUnit.MINUTES)).as("ends").isTrue();
            assertThat(process.exitValue()).as(Files.readString(said.toPath())).isZero();
        } finally {
            process.destroyForcibly();
        }
    }
}
