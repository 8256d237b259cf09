package io.zerostream.trainer.recipe;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.zerostream.model.umzero.UmZeroConfig.Backbone;
import io.zerostream.model.umzero.UmZeroConfig.Family;
import io.zerostream.model.vmamba.VMambaConfig;
import io.zerostream.model.zeromamba.ZeroMamba;
import io.zerostream.model.zeromamba.ZeroMambaConfig;
import io.zerostream.trainer.flags.run.FlagSettings;
import io.zerostream.trainer.flags.run.FlagSource;
import io.zerostream.trainer.internal.Jsons;
import io.zerostream.trainer.learn.Loss;
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
import java.util.List;

/** The configurations behind the presets of ZeroMamba. */
final class LoopConfigs {
    private LoopConfigs() {}

    /** The published settings for CUB; λ is 0.2 for SUN and 0 for AWA2. */
    static LoopConfig paper() {
        return new LoopConfig(
                "paper",
                1,
                ZeroMamba.ARCHITECTURE,
                network(ZeroMambaConfig.small(1).toJson()),
                448,
                PictureSource.NAME,
                tree(Views.published(448)),
                Teaching.none(),
                // the paper begins with these; drawn weights are another experiment, and must be asked for
                new Start("../pretrained/vssm_small_0229_ckpt_epoch_222.pth", List.of()),
                tree(new Loss(1, 0, 0, 1)),
                32,
                1,
                new Updates(
                        Rule.SGD,
                        List.of(
                                new Updates.Group("VisionMamba.", 1e-3, 1e-3),
                                new Updates.Group("clf_head2.", 1e-4, 1e-3),
                                new Updates.Group("", 1e-3, 1e-3)),
                        0,
                        0),
                new RateSchedule(RateSchedule.Shape.MULTI_STEP, 50, 0, List.of(10.0, 20.0, 30.0, 40.0), 0.5),
                new Protocol(1, 0.25, 0.1, 1, 0, Protocol.Last.ANEW, 50, 1, true, 0.95),
                Machine.standard());
    }

    /** A small network from random weights, which learns a MobileNet's features beside the attributes. */
    static LoopConfig cub127() {
        return new LoopConfig(
                "zeromamba-cub127",
                1,
                ZeroMamba.ARCHITECTURE,
                network(new ZeroMambaConfig(
                                new VMambaConfig(List.of(1, 1, 3, 1), List.of(32, 64, 128, 256), 1, 1, 2, 256, 0.05f),
                                1,
                                300,
                                256)
                        .toJson()),
                64,
                PictureSource.NAME,
                tree(new Views(88, 0.45, 1.3, true, 0.25)),
                new Teaching(
                        new Backbone(Family.MOBILENET_V1, 0.75f, 13),
                        "../pretrained/mobilenet_v1_0.75_224.npz",
                        160,
                        2),
                Start.drawn(),
                tree(new Loss(1, 1, 0, 0)),
                64,
                1,
                new Updates(Rule.ADAMW, List.of(new Updates.Group("", 2e-3, 0.05)), 1, 0.995),
                new RateSchedule(RateSchedule.Shape.COSINE, 60, 2, List.of(), 1),
                new Protocol(1, 0.25, 0.1, 6, 0, Protocol.Last.CONTINUE, 30, 0.7, true, 0.95),
                Machine.standard());
    }

    /** The bundled network, trained on made-up views of flags; about ten minutes on two cores. */
    static LoopConfig flagsNano() {
        return new LoopConfig(
                "flags-nano",
                1,
                ZeroMamba.ARCHITECTURE,
                network(new ZeroMambaConfig(
                                new VMambaConfig(List.of(1, 1, 2, 1), List.of(24, 48, 96, 192), 1, 1, 2, 128, 0),
                                1,
                                64,
                                128)
                        .toJson()),
                64,
                FlagSource.NAME,
                tree(FlagSettings.standard()),
                Teaching.none(),
                Start.drawn(),
                tree(new Loss(1, 1, 0.5, 0)),
                64,
                1,
                new Updates(Rule.ADAMW, List.of(new Updates.Group("", 4e-3, 0.05)), 1, 0.995),
                new RateSchedule(RateSchedule.Shape.COSINE, 50, 4, List.of(), 1),
                // 20 of the 90 seen flags; pictures are fresh views, so none need be held out
                new Protocol(1, 0.22, 0.1, 10, 0, Protocol.Last.CONTINUE, 43.75, 0.6, true, 0.95),
                Machine.standard());
    }

    /** Without what the data decides. */
    static JsonNode network(JsonNode config) {
        ObjectNode all = config.deepCopy();
        all.remove("attributes");
        return all;
    }

    static JsonNode tree(Object record) {
        return Jsons.MAPPER.valueToTree(record);
    }
}
