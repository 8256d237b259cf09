package io.zerostream.trainer.recipe;

import io.zerostream.trainer.TrainerException;
import io.zerostream.trainer.loop.RunFolder;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** All presets. A new one is a class and a line here. */
public final class TrainingPresets {
    private static final List<TrainingPreset> ALL = List.of(
            new LoopPreset(
                    "ZeroMamba nano on made-up views of flags; about ten minutes on two cores",
                    LoopConfigs.flagsNano()),
            new UmZeroPreset(),
            new LoopPreset(
                    "ZeroMamba on CUB-127 from random weights, taught by a MobileNet, whose weights it needs;"
                            + " 40 minutes to an hour and 2.5 GB of memory on two cores",
                    LoopConfigs.cub127()),
            new LoopPreset(
                    "ZeroMamba Small on VMamba's ImageNet weights, which it needs, with the published settings for CUB,"
                            + " 448×448; days without a GPU",
                    LoopConfigs.paper()),
            new LoopPreset(
                    "VSPCN of very small size on views of flags, from random weights; about six minutes on two cores",
                    VspcnConfigs.flagsTiny()),
            new LoopPreset(
                    "VSPCN on a frozen ViT-B/16, whose weights it needs, with the public settings for CUB; days without"
                            + " a GPU",
                    VspcnConfigs.cub()));

    private TrainingPresets() {}

    /** In the order in which they are shown. */
    public static List<TrainingPreset> all() {
        return ALL;
    }

    /**
     * The preset of a name.
     *
     * @throws TrainerException when there is none, saying which there are
     */
    public static TrainingPreset named(String name) {
        return ALL.stream()
                .filter(p -> p.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new TrainerException("there is no preset '" + name + "'; presets: "
                        + ALL.stream().map(TrainingPreset::name).collect(Collectors.joining(", "))));
    }

    /** The preset that a run was begun with, as far as its name tells. */
    public static Optional<TrainingPreset> ofRun(Path folder) {
        return RunFolder.name(folder)
                .flatMap(name -> ALL.stream().filter(p -> p.name().equals(name)).findFirst());
    }
}
