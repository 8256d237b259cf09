package io.zerostream.trainer.flags.run;

import io.zerostream.model.checkpoint.Checkpoint;
import io.zerostream.model.checkpoint.Manifest;
import io.zerostream.model.image.ImageInput;
import io.zerostream.model.matching.SeenPenalty;
import io.zerostream.model.zeromamba.ZeroMamba;
import io.zerostream.trainer.evaluation.Figures;
import io.zerostream.trainer.flags.FlagsDataSet;
import io.zerostream.trainer.learn.Chosen;
import java.util.LinkedHashMap;
import java.util.Map;

/** Makes a checkpoint out of trained weights and the report of their training. */
final class Manifests {

    private Manifests() {}

    static Checkpoint checkpoint(TrainingReport report, FlagsDataSet flags, ImageInput input, byte[] tensors) {
        Chosen chosen = report.chosen();
        Map<String, Double> metrics = new LinkedHashMap<>();
        chosen.validation().byName().forEach((name, value) -> metrics.put("validation_" + name, value));
        Figures test = report.test();
        if (test != null) {
            metrics.putAll(test.byName());
            metrics.put("T1_chance", test.t1().chance());
            metrics.put("U_chance", test.u().chance());
            metrics.put("S_chance", test.s().chance());
        }
        Manifest manifest = Manifest.named(report.config().name(), ZeroMamba.ARCHITECTURE)
                .config(report.config().network().toJson())
                .input(input)
                .space(flags.space())
                .scoring(
                        new SeenPenalty(chosen.gamma(), chosen.calibration()),
                        chosen.unknown().threshold(),
                        "fresh views of " + chosen.validationClasses().size()
                                + " seen classes held out of stage one, against the other seen classes; the threshold"
                                + " also on pictures without a flag")
                .dataset("made-up views of the flag-icons drawings, UCI Flags attributes")
                .metrics(metrics)
                .protocol(report.protocol())
                .seed(report.config().seed())
                .createdBy("zerostream-trainer")
                .build();
        return Checkpoint.of(manifest, tensors);
    }
}
