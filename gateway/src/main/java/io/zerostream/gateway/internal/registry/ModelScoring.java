package io.zerostream.gateway.internal.registry;

import io.zerostream.model.checkpoint.Manifest;
import io.zerostream.schemas.SafeText;
import io.zerostream.schemas.avro.ClassSet;
import io.zerostream.schemas.avro.Deployment;
import io.zerostream.schemas.avro.ModelVersion;
import java.util.Locale;
import java.util.Optional;

/**
 * γ and the unknown threshold that models recommend: what they were calibrated with.
 *
 * @param models the published versions
 * @param deployment whose active version a new class set is scored for
 */
public record ModelScoring(ModelRegistryView models, String deployment) {
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

    /** Whether a set is scored as a model recommends. */
    static boolean isOf(Manifest model, ClassSet set) {
        return model.gamma() == set.getGamma()
                && model.calibration().name().equals(set.getCalibration().name())
                && model.unknownThreshold() == set.getUnknownThreshold();
    }

    /** For people. */
    static String text(Manifest model) {
        return "γ " + model.penalty() + String.format(Locale.ROOT, ", threshold %.4f", model.unknownThreshold());
    }

    private static Manifest manifest(ModelVersion version) {
        return Manifest.fromJson(version.getManifest());
    }
}
