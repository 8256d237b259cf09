package io.zerostream.trainer.loop;

import com.fasterxml.jackson.databind.JsonNode;
import io.zerostream.model.checkpoint.Checkpoint;
import io.zerostream.model.checkpoint.Manifest;
import io.zerostream.model.image.ImageInput;
import io.zerostream.model.matching.SeenPenalty;
import io.zerostream.model.umzero.UmZeroConfig.Backbone;
import io.zerostream.trainer.data.DataClass;
import io.zerostream.trainer.data.Split;
import io.zerostream.trainer.data.ZeroShotDataSet;
import io.zerostream.trainer.evaluation.Confusion;
import io.zerostream.trainer.evaluation.Evaluation;
import io.zerostream.trainer.evaluation.Figures;
import io.zerostream.trainer.internal.PeakMemory;
import io.zerostream.trainer.learn.Chosen;
import io.zerostream.trainer.learn.EffortMeter;
import io.zerostream.trainer.learn.Learner;
import io.zerostream.trainer.learn.ReportPage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes checkpoints and reports of a run. */
final class Results {

    private final LoopConfig config;
    private final ZeroShotDataSet data;
    private final ZeroShotDataSet validation;
    private final JsonNode network;
    private final ImageInput input;

    Results(LoopConfig config, ZeroShotDataSet data, ZeroShotDataSet validation, JsonNode network, ImageInput input) {
        this.config = config;
        this.data = data;
        this.validation = validation;
        this.network = network;
        this.input = input;
    }

    /** Writes the weights shown as a checkpoint, with what the validation classes say of them. */
    void writeBest(Path folder, Learner learner, Chosen chosen) {
        checkpoint(learner.network().toSafetensors(), chosen, null).write(folder);
    }

    /** Writes the weights shown as {@code checkpoint/} of the run's folder, and the reports. */
    LoopReport write(Path run, Learner learner, Journal journal, EffortMeter effort, @Nullable Evaluation test)
            throws IOException {
        Chosen chosen = journal.best().chosen();
        Checkpoint checkpoint = checkpoint(learner.network().toSafetensors(), chosen, test);
        checkpoint.write(run.resolve(LoopRun.CHECKPOINT));
        List<String> names = data.classes().stream().map(DataClass::name).toList();
        LoopReport report = new LoopReport(
                config,
                data.name(),
                effort.ended(),
                protocol(),
                effort.report(
                        learner.network().officialParameters().values().stream()
                                .mapToLong(p -> p.getShape().size())
                                .sum(),
                        (int) learner.parameters().counts()[0],
                        config.batchSize(),
                        checkpoint.manifest().sha256()),
                PeakMemory.bytes(),
                journal.losses(),
                journal.trials(),
                chosen,
                test == null ? null : Figures.of(test),
                test == null ? List.of() : Confusion.worst(test.confusion(), names));
        Files.writeString(run.resolve("report.json"), report.toJson());
        Files.writeString(run.resolve("report.html"), ReportPage.of(report.content(), test, names));
        return report;
    }

    private Checkpoint checkpoint(byte[] tensors, Chosen chosen, @Nullable Evaluation test) {
        Map<String, Double> metrics = new LinkedHashMap<>();
        chosen.validation().byName().forEach((name, value) -> metrics.put("validation_" + name, value));
        if (test != null) {
            metrics.putAll(Figures.of(test).byName());
            metrics.put("T1_chance", test.t1().chance());
            metrics.put("U_chance", test.u().chance());
            metrics.put("S_chance", test.s().chance());
        }
        return Checkpoint.of(
                Manifest.named(config.name(), config.architecture())
                        .config(network)
                        .input(input)
                        .space(data.space())
                        .scoring(
                                new SeenPenalty(chosen.gamma(), chosen.calibration()),
                                chosen.unknown().threshold(),
                                validation.classes(false).size()
                                        + " seen classes and pictures of the others, held out of stage one; the"
                                        + " threshold lets 95 % of them pass")
                        .dataset(data.name())
                        .metrics(metrics)
                        .protocol(protocol())
                        .seed(config.seed())
                        .createdBy("zerostream-trainer")
                        .build(),
                tensors);
    }

    private String protocol() {
        Protocol p = config.protocol();
        String last =
                switch (p.last()) {
                    case NONE -> "The validation classes stay untrained but count as seen in the test.";
                    case CONTINUE ->
                        String.format(
                                Locale.ROOT,
                                "From there all seen classes are trained on for %.1f epochs, fixed beforehand.",
                                p.finalEpochs());
                    case ANEW -> "Then new weights are trained on all seen classes for as many epochs as were chosen.";
                };
        Backbone shape = config.teacher().network();
        String start = config.start().published()
                ? "The backbone's weights are those of "
                        + Path.of(config.start().weights()).getFileName()
                : "The weights start random";
        String frozen = config.start().frozen().isEmpty()
                ? ""
                : ", and those of " + config.start().frozen() + " stay as they are";
        String teacher = shape == null
                ? " no other network takes part."
                : String.format(
                        Locale.ROOT,
                        " in training, the features of a frozen MobileNet v1 of width %.2f (%s) are learned as well:"
                                + " distillation.",
                        shape.width(),
                        Path.of(config.teacher().weights()).getFileName());
        return String.format(
                "%s %d of the %d seen classes and %d training pictures of the others are held out first: they choose the"
                        + " number of steps and γ. %s The test pictures (%d of unseen, %d of seen classes) are %s. Every"
                        + " accuracy is the mean over classes.",
                start + frozen + ";" + teacher,
                validation.classes(false).size(),
                data.classes(true).size(),
                validation.pictures(Split.TEST_SEEN).size(),
                last,
                data.pictures(Split.TEST_UNSEEN).size(),
                data.pictures(Split.TEST_SEEN).size(),
                p.test() ? "looked at once, at the end" : "left alone");
    }
}
