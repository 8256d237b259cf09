package io.zerostream.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zerostream.platform.config.PlatformConfig;
import io.zerostream.platform.config.PlatformException;
import io.zerostream.platform.config.PlatformPorts;
import io.zerostream.trainer.flags.run.FlagsCheckpoint;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoTest {
    @TempDir
    private Path home;

    /** Commands in other terminals find the first one by that file. */
    @Test
    void aSecondDemoOnAHomeIsRefusedAndLeavesTheAddressesOfTheFirst() throws Exception {
        Path endpoints = Files.writeString(home.resolve("endpoints.json"), "the first one's");
        DemoOptions options = new DemoOptions(home, null, 1, 0, PlatformPorts.FREE, false, false, true, null, null);
        Demo second = new Demo(options, endpoints, new PrintWriter(new StringWriter()), FlagsCheckpoint::bundled);

        try (FileChannel first =
                FileChannel.open(home.resolve("platform.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            first.lock();
            assertThatThrownBy(second::run)
                    .isInstanceOf(PlatformException.class)
                    .hasMessageContaining("another ZeroStream");
        }

        assertThat(endpoints).hasContent("the first one's");
    }

    @Test
    void thePlatformListensWhereTheDemoIsTold() {
        PlatformPorts ports = new PlatformPorts(9092, 8081, 8082);
        DemoOptions options = new DemoOptions(home, null, 1, 0, ports, false, true, true, null, null);

        assertThat(DemoSystem.platform(options))
                .isEqualTo(PlatformConfig.at(home).forgetting(true).withPorts(ports));
    }
}
