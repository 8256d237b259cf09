package io.zerostream.trainer.loop;

import io.zerostream.trainer.TrainerException;
import java.util.List;
import java.util.ServiceLoader;

/**
 * What the loop can train: the services of {@link Architecture} that the class path has. A new one is a package and a line in
 * {@code META-INF/services}.
 */
final class Architectures {
    private static final List<Architecture> ALL =
            ServiceLoader.load(Architecture.class, Architecture.class.getClassLoader()).stream()
                    .map(ServiceLoader.Provider::get)
                    .toList();

    private Architectures() {}

    /** @throws TrainerException when there is none of this name, saying which there are */
    static Architecture named(String name) {
        return ALL.stream()
                .filter(a -> a.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new TrainerException("architecture is '" + name + "'; known are "
                        + ALL.stream().map(Architecture::name).toList()));
    }
}
