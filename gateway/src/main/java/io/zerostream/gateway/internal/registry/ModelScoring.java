package io.zerostream.gateway.internal.registry;

import io.zerostream.model.ModelException;
import io.zerostream.model.checkpoint.Manifest;
import io.zerostream.schemas.SafeText;
import io.zerostream.schemas.avro.Calibration;
import io.zerostream.schemas.avro.Deployment;
import io.zerostream.schemas.avro.ModelVersion;
import io.zerostream.schemas.change.Rescored;
import io.zerostream.schemas.change.SetScoring;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * γ and the unknown threshold that models recommend: what they were calibrated with.
 *
 * @param models the published versions
 * @param deployment whose active version a new class set is scored for
 */
public record ModelScoring(ModelRegistryView models, String deployment) {
    private static final int NAMED = 20;

    /** Nobody recommends anything. */
    static final ModelScoring NONE = new ModelScoring(new ModelRegistryView(), "default");

    /** What the active version says, when it was trained in that space. */
    Optional<Manifest> active(String space) {
        return models.deployment(deployment)
                .flatMap(this::of)
                .filter(manifest -> manifest.space().name().equals(space));
    }

    /** What a deployment's active version says; empty when it is not published. */
    Optional<Manifest> of(Deployment active) {
        return models.version(active.getModel(), active.getVersion()).map(ModelScoring::manifest);
    }

    /**
     * What a version says.
     *
     * @param id name and version, as {@code zeromamba/v2}
     * @param space that it must have been trained in
     * @throws RefusedException when it is not published, or of another space
     */
    Manifest named(String id, String space) {
        int slash = id.lastIndexOf('/');
        Manifest manifest = (slash < 0
                        ? Optional.<ModelVersion>empty()
                        : models.version(id.substring(0, slash), id.substring(slash + 1)))
                .map(ModelScoring::manifest)
                .orElseThrow(() -> new RefusedException(
                        Refusal.BAD_VALUE,
                        "there is no model '" + SafeText.of(id) + "' whose scoring to take",
                        "write NAME/VERSION; see GET /api/models"));
        if (!manifest.space().name().equals(space)) {
            throw new RefusedException(
                    Refusal.BAD_VALUE,
                    "model '" + SafeText.of(id) + "' was trained in space '"
                            + manifest.space().name() + "', and the set is in '" + space + "'",
                    "take the scoring of a model of that space");
        }
        return manifest;
    }

    /** What a version recommends; empty where others wrote something else into its manifest. */
    static Optional<SetScoring> recommended(ModelVersion version) {
        try {
            Manifest manifest = manifest(version);
            return Optional.of(new SetScoring(
                    manifest.gamma(), Calibration.valueOf(manifest.calibration().name()), manifest.unknownThreshold()));
        } catch (ModelException e) {
            return Optional.empty();
        }
    }

    /** What became of class sets when a model was activated, for people; no lines where all had what it recommends. */
    static List<String> told(Manifest model, Rescored sets) {
        String id = model.name() + '/' + model.version();
        String recommends = id + " recommends (γ " + model.penalty()
                + String.format(Locale.ROOT, ", threshold %.4f)", model.unknownThreshold());
        String takeThem = " (zerostream sets edit SET --scoring-of " + id + ")";
        List<String> said = new ArrayList<>();
        if (!sets.followed().isEmpty()) {
            said.add("scored as " + recommends + ": class set "
                    + some(sets.followed().entrySet().stream()
                            .map(set -> "'" + set.getKey() + "' revision " + set.getValue())
                            .toList()));
        }
        if (!sets.chosen().isEmpty()) {
            said.add("kept their own γ and threshold, and not what " + recommends + ": class set " + some(sets.chosen())
                    + takeThem);
        }
        if (!sets.shared().isEmpty()) {
            said.add("kept γ and threshold, and not what " + recommends + ", for another deployment serves them too:"
                    + " class set " + some(sets.shared()) + takeThem);
        }
        if (model.rejectsNothing()) {
            said.add("the threshold of " + id + " rejects nothing: every picture gets a label, whatever it shows");
        }
        return said;
    }

    private static String some(List<String> names) {
        return String.join(", ", names.subList(0, Math.min(NAMED, names.size())))
                + (names.size() > NAMED ? " and " + (names.size() - NAMED) + " more" : "");
    }

    private static Manifest manifest(ModelVersion version) {
        return Manifest.fromJson(version.getManifest());
    }
}
