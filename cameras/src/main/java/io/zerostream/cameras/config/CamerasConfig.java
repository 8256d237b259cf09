package io.zerostream.cameras.config;

import io.zerostream.cameras.stream.Authorities;
import io.zerostream.cameras.stream.Limits;
import io.zerostream.schemas.KafkaConnection;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Settings of who runs cameras.
 *
 * @param kafka how Kafka and the schema registry are reached
 * @param runner name of this process in states of cameras
 * @param secrets a properties file, {@code NAME=USER:PASSWORD@HOST}, read anew at each connection; null = no camera has one
 * @param files folder that video files must be in; null = none is played
 * @param authorities whose certificates of cameras are believed; null = none is checked
 * @param limits of streams
 * @param writeTimeout longest time until Kafka has a picture
 * @param session after this long without a sign of a runner its cameras go to others
 */
public record CamerasConfig(
        KafkaConnection kafka,
        String runner,
        @Nullable Path secrets,
        @Nullable Path files,
        @Nullable Authorities authorities,
        Limits limits,
        Duration writeTimeout,
        Duration session) {
    /** With our times. */
    public static CamerasConfig of(KafkaConnection kafka, String runner, @Nullable Path secrets, @Nullable Path files) {
        return new CamerasConfig(
                kafka, runner, secrets, files, null, Limits.DEFAULT, Duration.ofSeconds(10), Duration.ofSeconds(10));
    }

    /** The same, where cameras over TLS are believed by these only; null = none is checked. */
    public CamerasConfig believing(@Nullable Authorities others) {
        return new CamerasConfig(kafka, runner, secrets, files, others, limits, writeTimeout, session);
    }
}
