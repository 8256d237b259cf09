package io.zerostream.trainer.loop;

import com.fasterxml.jackson.databind.JsonNode;
import io.zerostream.model.checkpoint.Checkpoint;
import io.zerostream.model.checkpoint.Manifest;
import io.zerostream.model.matching.SeenPenalty;
import io.zerostream.trainer.PeakMemory;
import io.zerostream.trainer.Runs;
import io.zerostream.trainer.data.DataClass;
import io.zerostream.trainer.data.ZeroShotDataSet;
import io.zerostream.trainer.evaluation.Confusion;
import io.zerostream.trainer.evaluation.Evaluation;
import io.zerostream.trainer.evaluation.Figures;
import io.zerostream.trainer.learn.Chosen;
import io.zerostream.trainer.learn.EffortMeter;
import io.zerostream.trainer.learn.Learner;
import io.zerostream.trainer.learn.ReportPage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes checkpoints and reports of a run. */
final class Results {

    private final LoopConfig config;
    private final ZeroShotDataSet data;
    private final TrainingMaterial.Wording wording;
    private final JsonNode network;

    Results(LoopConfig config, ZeroShotDataSet data, TrainingMaterial.Wording wording, JsonNode network) {
        this.config = config;
        this.data = data;
        this.wording = wording;
        this.network = network;
    }

    /** Writes the weights shown as a checkpoint, with what the validation classes say of them. */
    void writeBest(Path folder, Learner learner, Chosen chosen) {
        checkpoint(learner.network().toSafetensors(), chosen, null).write(folder);
    }

    /** Writes the weights shown as {@code checkpoint/} of the run's folder, and the reports: the run is over. */
    TrainingReport write(RunFolder run, Learner learner, Journal journal, EffortMeter effort, @Nullable Evaluation test)
            throws IOException {
        Chosen chosen = journal.best().chosen();
        Checkpoint checkpoint = checkpoint(learner.network().toSafetensors(), chosen, test);
        checkpoint.write(run.path().resolve(Runs.CHECKPOINT));
        List<String> names = data.classes().stream().map(DataClass::name).toList();
        TrainingReport report = new TrainingReport(
                config,
                data.name(),
                effort.ended(),
                wording.protocol(),
                effort.report(
                        learner.network().officialParameters().values().stream()
                                .mapToLong(p -> p.getShape().size())
                                .sum(),
                        (int) journal.allSteps(),
                        config.batchSize(),
                        checkpoint.manifest().sha256()),
                PeakMemory.bytes(),
                journal.losses(),
                journal.trials(),
                chosen,
                test == null ? null : Figures.of(test),
                test == null ? List.of() : Confusion.worst(test.confusion(), names));
        run.done(report.toJson(), ReportPage.of(report.content(), test, names));
        return report;
    }

    private Checkpoint checkpoint(byte[] tensors, Chosen chosen, @Nullable Evaluation test) {
        Map<String, Double> metrics = new LinkedHashMap<>();
        chosen.validation().byName().forEach((name, value) -> metrics.put("validation_" + name, value));
        metrics.put(Manifest.KNOWN_KEPT, chosen.unknown().knownKept());
        metrics.put(Manifest.OTHERS_REJECTED, chosen.unknown().othersRejected());
        if (test != null) {
            metrics.putAll(Figures.of(test).byName());
            metrics.put("T1_chance", test.t1().chance());
            metrics.put("U_chance", test.u().chance());
            metrics.put("S_chance", test.s().chance());
        }
        return Checkpoint.of(
                Manifest.named(config.name(), config.architecture())
                        .config(network)
                        .input(config.input())
                        .space(data.space())
                        .scoring(
                                new SeenPenalty(chosen.gamma(), chosen.calibration()),
                                chosen.unknown().threshold(),
                                wording.scored())
                        .dataset(wording.dataset())
                        .metrics(metrics)
                        .protocol(wording.protocol())
                        .seed(config.seed())
                        .createdBy("zerostream-trainer")
                        .build(),
                tensors);
    }
}
