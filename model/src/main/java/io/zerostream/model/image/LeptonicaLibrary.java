package io.zerostream.model.image;

import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.Platform;
import java.io.File;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The Leptonica library in its build for Java, which carries libjpeg-turbo and libwebp ready-made for each system.
 * Unpacked once a process.
 */
final class LeptonicaLibrary {
    /** To be visible to nobody else: the JDK has a libjpeg of its own, and it must not meet this one's functions. */
    private static final int RESOLVE_NOW_AND_PRIVATELY = Platform.isMac() ? 2 | 4 : 2;

    private static @Nullable File unpacked;

    private LeptonicaLibrary() {}

    /**
     * Unpacks and loads the library.
     *
     * @param functions those wanted, under the library's own names
     * @throws IOException when there is none for this system or it cannot be unpacked
     * @throws LinkageError when the system cannot load it
     */
    static synchronized <T extends Library> T load(Class<T> functions) throws IOException {
        if (unpacked == null) {
            unpacked = Native.extractFromResourcePath(
                    "/org/bytedeco/leptonica/" + library(), LeptonicaLibrary.class.getClassLoader());
        }
        return Native.load(unpacked.getPath(), functions, Map.of(Library.OPTION_OPEN_FLAGS, RESOLVE_NOW_AND_PRIVATELY));
    }

    private static String library() throws IOException {
        if (Platform.isLinux() && (Platform.isIntel() || Platform.isARM()) && Platform.is64Bit()) {
            return (Platform.isARM() ? "linux-arm64" : "linux-x86_64") + "/libleptonica.so.6";
        }
        if (Platform.isMac() && Platform.isARM()) {
            return "macosx-arm64/libleptonica.6.dylib";
        }
        throw new IOException("none is packed for " + Platform.RESOURCE_PREFIX);
    }
}
