package io.zerostream.gateway.internal.view;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How often labels of a class set were right, by those pictures that people judged.
 *
 * @param classSet name of the set
 * @param all of them
 * @param classes by what the pictures show, those with the most pictures first; last those that show none of the set
 * @param versions by model and revision that labelled, the newest judged first
 * @param notKept what people said and the gateway no longer has, of all sets
 * @param complete false while the topic is still being read
 */
public record AccuracyView(
        String classSet, Shares all, List<OfClass> classes, List<OfVersion> versions, long notKept, boolean complete) {

    /**
     * Pictures that were judged.
     *
     * @param judged how many
     * @param right whose label was right: the class they show, or UNKNOWN where they show none of the set
     * @param unknown that were called UNKNOWN and show a class of the set
     * @param low lower end of the 95 % interval of the share that is right (Wilson's), 0 to 1
     * @param high upper end
     */
    public record Shares(int judged, int right, int unknown, double low, double high) {}

    /**
     * Pictures that show a class.
     *
     * @param name null = none of the set
     * @param instead the wrong class that was said most often; null = none was
     */
    public record OfClass(
            @Nullable String name, Shares shares, @Nullable String instead) {}

    /** Pictures that a version of a model labelled by a revision of the set. */
    public record OfVersion(String model, String modelVersion, long classSetRevision, Shares shares) {}
}
