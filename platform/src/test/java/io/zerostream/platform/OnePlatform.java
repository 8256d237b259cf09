package io.zerostream.platform;

import io.zerostream.platform.config.PlatformConfig;
import io.zerostream.schemas.KafkaConnection;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** The real servers, started once for all tests of a class. */
abstract class OnePlatform {
    @TempDir
    static Path home;

    static EmbeddedPlatform platform;
    static KafkaConnection kafka;

    @BeforeAll
    static void startThePlatform() {
        platform = EmbeddedPlatform.start(PlatformConfig.at(home));
        kafka = platform.connection();
    }

    @AfterAll
    static void closeThePlatform() {
        if (platform != null) {
            platform.close();
        }
    }
}
