package io.zerostream.gateway.internal.view;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a shadow version says beside the version that serves, of pictures that have both labels, and how the versions that
 * served did.
 *
 * @param model name of the shadow version's model; null = no shadow has labelled anything lately
 * @param version the shadow version
 * @param pictures that both labelled
 * @param agreed of which they say the same class, or both UNKNOWN
 * @param classes by what serves, the most frequent first; UNKNOWN is one of them
 * @param otherClasses pictures of classes beyond those counted by name
 * @param disagreements the newest first
 * @param versions that labels are of, the latest first
 */
public record ShadowView(
        @Nullable String model,
        @Nullable String version,
        long pictures,
        long agreed,
        List<OfClass> classes,
        long otherClasses,
        List<Disagreement> disagreements,
        List<OfVersion> versions) {

    /** Pictures of which the serving version says this class; {@code agreed} of them the shadow too. */
    public record OfClass(String name, long pictures, long agreed) {}

    /** One picture, and what each says. */
    public record Disagreement(LabelView served, LabelView shadow) {}

    /**
     * Labels of a version that served, as active one or as canary, that the gateway has seen.
     *
     * @param meanScore of the best class
     * @param unknownShare in [0,1]
     */
    public record OfVersion(String model, String version, long labels, double meanScore, double unknownShare) {}
}
