package io.zerostream.platform.config;

import java.net.URISyntaxException;
import java.nio.file.Path;

/** Where this program is on disk. */
public final class OwnClasses {
    private OwnClasses() {}

    /** The jar or the folder that the platform's classes were loaded from. */
    public static Path path() {
        try {
            return Path.of(OwnClasses.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException e) {
            throw new PlatformException("cannot tell where our own classes are", e);
        }
    }
}
