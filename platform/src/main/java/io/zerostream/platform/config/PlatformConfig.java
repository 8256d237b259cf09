package io.zerostream.platform.config;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Where the platform lives and how large it is.
 *
 * @param home folder for all of its data and logs; made if needed
 * @param registryHome unpacked Apicurio Registry (its runner jar and {@code lib})
 * @param ports where the servers listen
 * @param fresh whether to forget what is in {@code home} from earlier runs
 * @param slots task slots of the Flink cluster, at least 1
 * @param startTimeout how long the broker and the registry may take to answer
 * @param users who may come to Kafka; null = everybody
 */
public record PlatformConfig(
        Path home,
        Path registryHome,
        PlatformPorts ports,
        boolean fresh,
        int slots,
        Duration startTimeout,
        @Nullable KafkaUsers users) {
    private static final int SLOTS = 4;
    private static final Duration START_TIMEOUT = Duration.ofSeconds(90);

    /** @throws PlatformException naming what is wrong */
    public PlatformConfig {
        home = home.toAbsolutePath().normalize();
        registryHome = registryHome.toAbsolutePath().normalize();
        if (slots < 1) {
            throw new PlatformException("a platform has at least one task slot, not " + slots);
        }
        if (startTimeout.isNegative() || startTimeout.isZero()) {
            throw new PlatformException("a platform's start timeout must be above 0, not " + startTimeout);
        }
    }

    /**
     * What fits a laptop: free ports, 4 slots, data kept. The registry is where the system property
     * {@code zerostream.registry.home} says, else beside the jars of a distribution or in this module's build folder.
     *
     * @throws PlatformException when the registry is in none of these places
     */
    public static PlatformConfig at(Path home) {
        return new PlatformConfig(home, RegistryFiles.locate(), PlatformPorts.FREE, false, SLOTS, START_TIMEOUT, null);
    }

    /** The same, forgetting earlier runs or not. */
    public PlatformConfig forgetting(boolean everything) {
        return new PlatformConfig(home, registryHome, ports, everything, slots, startTimeout, users);
    }

    /** The same with a Kafka that asks who comes, and lets these in. It begins with nothing: Kafka keeps its users. */
    public PlatformConfig withUsers(KafkaUsers others) {
        return new PlatformConfig(home, registryHome, ports, true, slots, startTimeout, others);
    }

    /** The same on other ports. */
    public PlatformConfig withPorts(PlatformPorts others) {
        return new PlatformConfig(home, registryHome, others, fresh, slots, startTimeout, users);
    }

    /** The same with another number of task slots. */
    public PlatformConfig withSlots(int number) {
        return new PlatformConfig(home, registryHome, ports, fresh, number, startTimeout, users);
    }
}
