package io.zerostream.gateway.internal.view;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Why a picture got its label, as callers see it. Values of attributes are components of vectors of length 1.
 *
 * @param classSetRevision with which it was labelled
 * @param revisionNow with which this was computed
 * @param agrees whether this is the answer that the label has; null when the set has moved on since
 * @param outcome LABELLED or UNKNOWN, as computed now
 * @param best best class, accepted or not, as computed now; of which the evidence is
 * @param bestIsOf where its values are from; of EXAMPLES they say what sets it apart, and not what it looks like
 * @param similarity cosine of the picture and the best class, in [-1,1]
 * @param evidence attributes that spoke most for the best class, then those that spoke most against it
 * @param nearest at most 10 classes, best first
 * @param attention where the network looked; null when it has no such maps
 * @param attentionMissing why there are none; null when there are
 */
public record WhyView(
        String eventId,
        String sourceId,
        String model,
        String modelVersion,
        String classSet,
        long classSetRevision,
        long revisionNow,
        @Nullable Boolean agrees,
        String outcome,
        String best,
        String bestIsOf,
        float similarity,
        List<Sign> evidence,
        List<Near> nearest,
        WouldChange wouldChange,
        @Nullable AttentionView attention,
        @Nullable String attentionMissing) {

    /**
     * One attribute.
     *
     * @param value what the picture shows
     * @param expected what the best class says
     * @param share value × expected: its part of the similarity, to which those of all attributes add up
     * @param gap ½(value − expected)²: its part of what the similarity lacks to 1
     * @param speaks "for" the best class where the share is at least the gap, else "against"
     */
    public record Sign(String attribute, float value, float expected, float share, float gap, String speaks) {}

    /**
     * One class.
     *
     * @param similarity cosine, in [-1,1]
     * @param score as labels have it
     */
    public record Near(String name, boolean seen, float similarity, float score) {}

    /**
     * What would have changed the answer.
     *
     * @param attributes what makes the runner-up the best class; null when a few attributes do not
     */
    public record WouldChange(
            Threshold threshold, Penalty penalty, @Nullable Attributes attributes) {}

    /**
     * How far the best class is from where labels end.
     *
     * @param value least similarity of a label; -1 = every picture gets one
     * @param above similarity less the threshold; below 0 the outcome is UNKNOWN
     */
    public record Threshold(float value, float similarity, float above) {}

    /**
     * What is taken off seen classes.
     *
     * @param gamma how much
     * @param calibration of what: SOFTMAX or LOGITS
     * @param decided whether another class would be the best without
     * @param otherwise that class; null when it did not decide
     */
    public record Penalty(
            float gamma,
            String calibration,
            boolean decided,
            @Nullable String otherwise) {}

    /**
     * Attributes which, had they been seen as the runner-up expects, make it the best class.
     *
     * @param runnerUp that class
     * @param unknown whether the outcome would be UNKNOWN all the same
     */
    public record Attributes(String runnerUp, boolean unknown, List<Altered> altered) {}

    /**
     * One of them.
     *
     * @param value what was seen
     * @param instead what the runner-up expects
     */
    public record Altered(String attribute, float value, float instead) {}

    /**
     * Where the network looked, as shares of a grid over the picture, rows from the top; each grid adds up to 1.
     *
     * @param overall mean of the grids of all attributes, by their shares above 0
     * @param attributes those of the attributes that spoke most for the best class
     */
    public record AttentionView(int height, int width, List<List<Float>> overall, List<Looks> attributes) {}

    /** One attribute's grid. */
    public record Looks(String attribute, List<List<Float>> values) {}
}
