package io.zerostream.trainer.loop;

import io.zerostream.trainer.TrainerException;
import io.zerostream.trainer.vspcn.VspcnArchitecture;
import java.util.List;

/** What the loop can train. A new one is a class and a line here. */
final class Architectures {
    private static final List<Architecture> ALL = List.of(new ZeroMambaArchitecture(), new VspcnArchitecture());

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
