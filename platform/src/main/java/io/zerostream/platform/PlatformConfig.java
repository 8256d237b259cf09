package io.zerostream.platform;

import java.nio.file.Path;
import java.time.Duration;

/**
 * Where the platform lives and how large it is.
 *
 * @param home folder for all of its data and logs; made if needed
 * @param registryHome unpacked Apicurio Registry (its runner jar and {@code lib})
 * @param fresh whether to forget what is in {@code home} from earlier runs
 * @param slots task slots of the Flink cluster, at least 1
 * @param startTimeout how long the broker and the registry may take to answer
 */
public record PlatformConfig(Path home, Path registryHome, boolean fresh, int slots, Duration startTimeout) {
    /** @throws PlatformException naming the key that is wrong */
    public PlatformConfig {
        home = home.toAbsolutePath().normalize();
        registryHome = registryHome.toAbsolutePath().normalize();
        if (slots < 1) {
            throw new PlatformException("platform.slots is " + slots + "; it must be at least 1");
        }
        if (startTimeout.isNegative() || startTimeout.isZero()) {
            throw new PlatformException("platform.start-timeout is " + startTimeout + "; it must be above 0");
        }
    }

    /** What fits a laptop; the registry is where {@code zerostream.registry.home} says. */
    public static PlatformConfig at(Path home) {
        String registry = System.getProperty("zerostream.registry.home");
        if (registry == null) {
            throw new PlatformException("the system property zerostream.registry.home is not set: start with"
                    + " ./zerostream, or point it at an unpacked Apicurio Registry");
        }
        return new PlatformConfig(home, Path.of(registry), false, 4, Duration.ofSeconds(90));
    }

    /** The same, forgetting earlier runs. */
    public PlatformConfig forgetting(boolean everything) {
        return new PlatformConfig(home, registryHome, everything, slots, startTimeout);
    }
}
