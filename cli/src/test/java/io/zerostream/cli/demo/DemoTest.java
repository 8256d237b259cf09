package io.zerostream.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zerostream.job.config.JobConfig;
import io.zerostream.job.config.Parallelism;
import io.zerostream.platform.config.PlatformConfig;
import io.zerostream.platform.config.PlatformException;
import io.zerostream.platform.config.PlatformPorts;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoTest {
    @TempDir
    private Path home;

    /** Commands in other terminals find the first one by that file. Nor is a network trained for ten minutes before. */
    @Test
    void aSecondDemoOnAHomeIsRefusedAndLeavesTheAddressesOfTheFirst() throws Exception {
        Path endpoints = Files.writeString(home.resolve("endpoints.json"), "the first one's");
        Demo second = new Demo(options(0, PlatformPorts.FREE), endpoints, new PrintWriter(new StringWriter()), () -> {
            throw new IllegalStateException("it trains");
        });
        Files.writeString(home.resolve("platform.lock"), "4711");

        try (FileChannel first =
                FileChannel.open(home.resolve("platform.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            first.lock();
            assertThatThrownBy(second::run)
                    .isInstanceOf(PlatformException.class)
                    .hasMessageContaining("another ZeroStream (process 4711) uses " + home)
                    .hasMessageContaining("stop it, or set ZEROSTREAM_HOME");
        }

        assertThat(endpoints).hasContent("the first one's");
    }

    @Test
    void thePlatformListensWhereTheDemoIsTold() {
        PlatformPorts ports = new PlatformPorts(9092, 8081, 8082);
        DemoOptions options = new DemoOptions(
                home,
                null,
                1,
                DemoOptions.gatewayDefaults(),
                ports,
                DemoOptions.jobDefaults(),
                false,
                true,
                true,
                null,
                null);

        assertThat(DemoSystem.platform(options))
                .isEqualTo(PlatformConfig.at(home).forgetting(true).withPorts(ports));
    }

    /** And before a network is trained for ten minutes. */
    @Test
    void aPortThatIsTakenIsFoundBeforeAnythingIsBegun() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = taken.getLocalPort();
            Map<String, DemoOptions> wrong = Map.of(
                    "--port", options(port, PlatformPorts.FREE),
                    "--kafka-port", options(0, new PlatformPorts(port, 0, 0)),
                    "--registry-port", options(0, new PlatformPorts(0, port, 0)),
                    "--flink-port", options(0, new PlatformPorts(0, 0, port)));
            wrong.forEach((option, options) -> {
                Demo demo =
                        new Demo(options, home.resolve("endpoints.json"), new PrintWriter(new StringWriter()), () -> {
                            throw new IllegalStateException("it trains");
                        });
                assertThatThrownBy(demo::run)
                        .isInstanceOf(PlatformException.class)
                        .hasMessageContaining("port " + port)
                        .hasMessageContaining(option + ",");
            });
            assertThat(home).isEmptyDirectory();
        }
    }

    @Test
    void theJobsWidthHasItsSlots() {
        JobConfig wide = DemoOptions.jobDefaults().withParallelism(new Parallelism(1, 1, 9, 0));

        assertThat(DemoSystem.platform(options(0, PlatformPorts.FREE)).slots()).isEqualTo(4);
        assertThat(DemoSystem.platform(new DemoOptions(
                                home,
                                null,
                                1,
                                DemoOptions.gatewayDefaults(),
                                PlatformPorts.FREE,
                                wide,
                                false,
                                false,
                                false,
                                null,
                                null))
                        .slots())
                .isEqualTo(9);
    }

    private DemoOptions options(int port, PlatformPorts ports) {
        return new DemoOptions(
                home,
                null,
                1,
                DemoOptions.gatewayDefaults().withAddress("127.0.0.1", port),
                ports,
                DemoOptions.jobDefaults(),
                true,
                false,
                false,
                null,
                null);
    }
}
