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

/** Whether γ and threshold of a class set that is there are to stay when a model is published with it. */
final class Scoring {
    private final ScoringRule rule;

    /** Asks the registry as it is. */
    Scoring(ModelFold models) {
        this.rule = new ScoringRule(models, Scoring::recommended);
    }

    /**
     * They stay where the set serves, for it goes on serving with the model that does until another one is activated, and
     * where they are nobody's recommendation: then somebody chose them.
     */
    boolean stays(ClassSet set) {
        return rule.isUsed(set) || rule.isChosen(set);
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
