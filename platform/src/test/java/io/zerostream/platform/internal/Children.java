package io.zerostream.platform.internal;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Commands for small test JVMs. */
final class Children {
    private Children() {}

    static JvmCommand running(String main, Path folder) {
        return new JvmCommand(
                "a test child",
                folder.resolve("child.log"),
                folder,
                folder,
                List.of("-Xmx32m"),
                Map.of(),
                System.getProperty("java.class.path"),
                List.of(main));
    }

    static Path logIn(Path folder) {
        return folder.resolve("child.log");
    }
}
