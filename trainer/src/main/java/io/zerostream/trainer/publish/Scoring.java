package io.zerostream.trainer.publish;

import io.zerostream.model.ModelException;
import io.zerostream.model.checkpoint.Manifest;
import io.zerostream.schemas.avro.Calibration;
import io.zerostream.schemas.avro.ClassSet;
import io.zerostream.schemas.avro.ModelVersion;
import io.zerostream.schemas.change.ScoringRule;
import io.zerostream.schemas.change.SetScoring;
import io.zerostream.schemas.registry.ModelFold;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** γ and threshold that a class set is to have when a model is published with it, and does not serve yet. */
final class Scoring {
    private final ScoringRule rule;

    /** Asks the registry as it is. */
    Scoring(ModelFold models) {
        this.rule = new ScoringRule(models, Scoring::recommended);
    }

    /**
     * Those that it has where they are nobody's recommendation, for then somebody chose them, and where a model of its space
     * serves, for pictures may ask for any set of it. A new one gets what that model recommends.
     *
     * @param there the set as it is; null = it is new
     * @param space of the set
     * @return empty = what the model that is published recommends
     */
    Optional<SetScoring> of(@Nullable ClassSet there, String space) {
        Optional<SetScoring> serving = rule.serving(space);
        if (there == null) {
            return serving;
        }
        return serving.isPresent() || rule.isChosen(there) ? Optional.of(SetScoring.of(there)) : Optional.empty();
    }

    /** What a version recommends; empty where others wrote something else into the record. */
    static Optional<SetScoring> recommended(ModelVersion version) {
        try {
            Manifest manifest = Manifest.fromJson(version.getManifest());
            return Optional.of(new SetScoring(
                    manifest.gamma(), Calibration.valueOf(manifest.calibration().name()), manifest.unknownThreshold()));
        } catch (ModelException e) {
            return Optional.empty();
        }
    }
}
