package io.zerostream.platform.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RegistryFilesTest {
    @TempDir
    private Path folder;

    @Test
    void isWhereThePropertySays() {
        assertThat(RegistryFiles.locate(Optional.of("/opt/registry"), folder)).isEqualTo(Path.of("/opt/registry"));
    }

    @Test
    void isBesideTheJarsOfADistribution() throws IOException {
        Path registry = Files.createDirectories(folder.resolve("dist/registry"));

        assertThat(RegistryFiles.locate(Optional.empty(), folder.resolve("dist/lib/zerostream-platform.jar")))
                .isEqualTo(registry);
    }

    @Test
    void isBesideTheClassesOfABuild() throws IOException {
        Path registry = Files.createDirectories(folder.resolve("target/registry"));

        assertThat(RegistryFiles.locate(Optional.empty(), folder.resolve("target/classes")))
                .isEqualTo(registry);
    }

    @Test
    void saysWhereItLookedWhenItIsNowhere() {
        assertThatThrownBy(() -> RegistryFiles.locate(Optional.empty(), folder.resolve("target/classes")))
                .isInstanceOf(PlatformException.class)
                .hasMessageContaining(folder.resolve("target/registry").toString())
                .hasMessageContaining(RegistryFiles.PROPERTY);
    }

    @Test
    void readsTheMainClassFromTheRunner() throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, "a.Main");
        Path runner = folder.resolve("app-1-runner.jar");
        new JarOutputStream(Files.newOutputStream(runner), manifest).close();

        assertThat(RegistryFiles.in(folder)).isEqualTo(new RegistryFiles(runner, "a.Main"));
    }

    @Test
    void saysWhatToDoWhenFilesAreMissingOrDamaged() throws IOException {
        assertThatThrownBy(() -> RegistryFiles.in(folder.resolve("absent")))
                .isInstanceOf(PlatformException.class)
                .hasMessageContaining("mvn package");
        assertThatThrownBy(() -> RegistryFiles.in(folder))
                .isInstanceOf(PlatformException.class)
                .hasMessageContaining("no runner jar");

        Files.writeString(folder.resolve("app-1-runner.jar"), "not a jar");
        assertThatThrownBy(() -> RegistryFiles.in(folder))
                .isInstanceOf(PlatformException.class)
                .hasMessageContaining("mvn package");
    }
}
