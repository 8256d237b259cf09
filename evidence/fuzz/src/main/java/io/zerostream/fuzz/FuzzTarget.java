package io.zerostream.fuzz;

import java.util.List;
import java.util.ServiceLoader;

/**
 * Something that reads bytes of strangers. Targets are found by {@link ServiceLoader}: a class and its line in {@code
 * META-INF/services} are a new target.
 */
public interface FuzzTarget {
    /** In lower case, words joined by hyphens; also the name of its folder of former finds. */
    String name();

    /**
     * Small valid inputs, made by code, that reach as many different parts of the reader as possible.
     *
     * @throws Exception when they cannot be made
     */
    List<byte[]> seeds() throws Exception;

    /**
     * Reads one input as the product does. Refusals that the reader declares are caught here; whatever leaves is a find, as
     * is running out of memory or time.
     *
     * @throws Exception a find
     */
    void run(byte[] input) throws Exception;

    /** Largest input to try, bytes. */
    default int maxBytes() {
        return 4096;
    }

    /** Every target, in the order of the services file. */
    static List<FuzzTarget> all() {
        return ServiceLoader.load(FuzzTarget.class).stream()
                .map(ServiceLoader.Provider::get)
                .toList();
    }

    /** @throws IllegalArgumentException when there is none of that name */
    static FuzzTarget named(String name) {
        return all().stream()
                .filter(target -> target.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no fuzz target is named '" + name + "'; there are "
                        + all().stream().map(FuzzTarget::name).toList()));
    }
}
