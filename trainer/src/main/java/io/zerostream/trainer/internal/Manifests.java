package io.zerostream.trainer.internal;

import io.zerostream.model.ImageInput;
import io.zerostream.model.checkpoint.Checkpoint;
import io.zerostream.model.checkpoint.Manifest;
import io.zerostream.model.zeromamba.ZeroMamba;
import io.zerostream.trainer.FlagsDataSet;
import io.zerostream.trainer.TrainingReport;
import java.util.LinkedHashMap;
import java.util.Map;

/** Makes a checkpoint out of trained weights and the report of their training. */
final class Manifests {
    private static final int VERSION_DIGITS = 12;

    private Manifests() {}

    /** The version is the beginning of the tensors' hash, so that no two different ones share it. */
    static Checkpoint checkpoint(TrainingReport report, FlagsDataSet flags, ImageInput input, byte[] tensors) {
        TrainingReport.Chosen chosen = report.chosen();
        Map<String, Double> metrics = new LinkedHashMap<>();
        chosen.validation().byName().forEach((name, value) -> metrics.put("validation_" + name, value));
        TrainingReport.Figures test = report.test();
        if (test != null) {
            metrics.putAll(test.byName());
            metrics.put("T1_chance", test.t1().chance());
            metrics.put("U_chance", test.u().chance());
            metrics.put("S_chance", test.s().chance());
        }
        Manifest manifest = new Manifest(
                Manifest.FORMAT_VERSION,
                report.config().name(),
                report.effort().sha256().substring(0, VERSION_DIGITS),
                ZeroMamba.ARCHITECTURE,
                report.config().network().toJson(),
                input,
                flags.space(),
                chosen.gamma(),
                chosen.calibration(),
                chosen.unknown().threshold(),
                "fresh views of " + chosen.validationClasses().size()
                        + " seen classes held out of stage one, against the other seen classes; the threshold also on"
                        + " pictures without a flag",
                "made-up views of the flag-icons drawings, UCI Flags attributes",
                metrics,
                report.protocol(),
                report.config().seed(),
                "zerostream-trainer",
                "");
        return Checkpoint.of(manifest, tensors);
    }
}
