package io.zerostream.trainer.recipe;

import io.zerostream.model.vspcn.PromptCollaborationNetwork;
import io.zerostream.model.vspcn.VisionTransformerConfig;
import io.zerostream.model.vspcn.VspcnConfig;
import io.zerostream.trainer.learn.Rule;
import io.zerostream.trainer.learn.Updates;
import io.zerostream.trainer.loop.LoopConfig;
import io.zerostream.trainer.loop.Machine;
import io.zerostream.trainer.loop.Protocol;
import io.zerostream.trainer.loop.RateSchedule;
import io.zerostream.trainer.loop.Start;
import io.zerostream.trainer.loop.Teaching;
import io.zerostream.trainer.pictures.PictureSource;
import io.zerostream.trainer.pictures.Views;
import io.zerostream.trainer.vspcn.VspcnLoss;
import java.util.List;

/** The configurations behind the presets of VSPCN. */
final class VspcnConfigs {
    private VspcnConfigs() {}

    /** The settings of the public code for CUB, on a frozen ViT-B/16; α is 0 and 0.5 for SUN, 0.95 and 0.8 for AWA2. */
    static LoopConfig cub() {
        return new LoopConfig(
                "vspcn-cub",
                1,
                PromptCollaborationNetwork.ARCHITECTURE,
                LoopConfigs.network(VspcnConfig.cub(1).toJson()),
                224,
                PictureSource.NAME,
                LoopConfigs.tree(Views.published(224)),
                Teaching.none(),
                new Start("../pretrained/vit_b_16-c867db91.pth", List.of(PromptCollaborationNetwork.FROZEN)),
                LoopConfigs.tree(VspcnLoss.published()),
                5,
                1,
                new Updates(Rule.ADAM, List.of(new Updates.Group("", 1e-4, 1e-4)), 0, 0),
                new RateSchedule(RateSchedule.Shape.CONSTANT, 20, 0, List.of(), 1),
                new Protocol(1, 0.25, 0.1, 1, 0, Protocol.Last.ANEW, 20, 1, true, 0.95),
                Machine.standard());
    }

    /** A transformer small enough to learn flags from random weights, so nothing of it is frozen. */
    static LoopConfig flagsTiny() {
        return new LoopConfig(
                "vspcn-flags-tiny",
                1,
                PromptCollaborationNetwork.ARCHITECTURE,
                LoopConfigs.network(new VspcnConfig(
                                new VisionTransformerConfig(64, 8, 4, 64, 4, 2), 1, 32, 2, true, 0.5f, 0.5f, 0.5f)
                        .toJson()),
                64,
                PictureSource.NAME,
                LoopConfigs.tree(new Views(80, 0.7, 1.2, false, 0.2)),
                Teaching.none(),
                Start.drawn(),
                LoopConfigs.tree(VspcnLoss.published()),
                60,
                1,
                new Updates(Rule.ADAMW, List.of(new Updates.Group("", 2e-3, 0.05)), 1, 0.99),
                new RateSchedule(RateSchedule.Shape.COSINE, 16, 1, List.of(), 1),
                new Protocol(1, 0.2, 0.1, 4, 0, Protocol.Last.CONTINUE, 6, 0.5, true, 0.95),
                Machine.standard());
    }
}
