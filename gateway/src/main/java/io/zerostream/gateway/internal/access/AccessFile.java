package io.zerostream.gateway.internal.access;

import io.zerostream.gateway.config.GatewayException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code access.file} as it is now: what is changed in it counts within a second, so that a token can be taken back without
 * a restart. One that can no longer be read is told, and what it said before counts on. Thread-safe.
 */
final class AccessFile {
    private static final Logger LOG = LoggerFactory.getLogger(AccessFile.class);
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);
    /** Bytes; thousands of people and tokens have less. */
    private static final long MOST = 8L * 1024 * 1024;

    private final Path file;
    private final Clock clock;
    private Instant looked;
    private Version version;
    private AccessRules rules;
    private @Nullable String problem;

    /** @param file which file it is, where its name leads to another; null = the system does not say */
    private record Version(
            FileTime changed, long bytes, @Nullable Object file) {}

    /** @throws GatewayException when it cannot be read, or is not as it should be */
    AccessFile(Path file, Clock clock) {
        this.file = file;
        this.clock = clock;
        this.looked = clock.instant();
        try {
            this.version = version();
            this.rules = read();
        } catch (IOException e) {
            throw new GatewayException("access.file: cannot read " + file + ": " + e, e);
        }
    }

    /** What it says. */
    synchronized AccessRules rules() {
        Instant now = clock.instant();
        if (now.isBefore(looked) || Duration.between(looked, now).compareTo(BETWEEN_LOOKS) >= 0) {
            looked = now;
            look();
        }
        return rules;
    }

    /** What is wrong with it since it was read, for people. */
    synchronized Optional<String> problem() {
        rules();
        return Optional.ofNullable(problem);
    }

    private void look() {
        try {
            Version now = version();
            if (now.equals(version)) {
                return;
            }
            rules = read();
            version = now;
            problem = null;
            LOG.info("{} has changed and counts from now on", file);
        } catch (IOException | GatewayException e) {
            String said = "who may do what can no longer be read, and what was read before counts on: "
                    + (e instanceof GatewayException ? e.getMessage() : file + ": " + e);
            if (!said.equals(problem)) {
                LOG.warn("{}", said);
            }
            problem = said;
        }
    }

    private Version version() throws IOException {
        BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
        return new Version(now.lastModifiedTime(), now.size(), now.fileKey());
    }

    private AccessRules read() throws IOException {
        if (Files.size(file) > MOST) {
            throw new GatewayException("access.file: " + file + " has more than " + MOST + " bytes");
        }
        try {
            return AccessRules.parse(Files.readString(file));
        } catch (GatewayException e) {
            throw new GatewayException("access.file: " + file + ": " + e.getMessage(), e);
        }
    }
}
