package io.zerostream.trainer.loop;

import io.zerostream.trainer.TrainerException;
import java.util.List;
import java.util.ServiceLoader;

/**
 * What the loop can train, and on what: the services of {@link Architecture} and {@link MaterialSource} that the class path
 * has.
 */
final class Services {
    private static final List<Architecture> ARCHITECTURES = all(Architecture.class);
    private static final List<MaterialSource> SOURCES = all(MaterialSource.class);

    private Services() {}

    /** @throws TrainerException when there is none of this name, saying which there are */
    static Architecture architecture(String name) {
        return named(ARCHITECTURES, "architecture", name);
    }

    /** @throws TrainerException when there is none of this name, saying which there are */
    static MaterialSource source(String name) {
        return named(SOURCES, "source", name);
    }

    private static <T> List<T> all(Class<T> type) {
        return ServiceLoader.load(type, type.getClassLoader()).stream()
                .map(ServiceLoader.Provider::get)
                .toList();
    }

    private static <T extends Named> T named(List<T> all, String key, String name) {
        return all.stream()
                .filter(one -> one.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new TrainerException(key + " is '" + name + "'; known are "
                        + all.stream().map(Named::name).toList()));
    }
}
