package io.zerostream.gateway.internal.review;

import io.zerostream.gateway.internal.registry.Refusal;
import io.zerostream.gateway.internal.registry.RefusedException;
import io.zerostream.gateway.internal.review.RecentVectors.PictureId;
import io.zerostream.gateway.internal.view.LabelView;
import io.zerostream.model.ModelException;
import io.zerostream.model.classes.ExamplePrototype;
import io.zerostream.schemas.SafeText;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A class made of recent pictures, by the model that labelled the newest of them. */
public final class Examples {
    /** Pictures that one class is made of at most: each may have to be looked at first. */
    private static final int MOST = 50;

    /** With fewer nothing can be said of how much they vary. */
    private static final int FEW = 3;

    private final RecentVectors vectors;

    /** @param vectors of the pictures; borrowed */
    public Examples(RecentVectors vectors) {
        this.vectors = vectors;
    }

    /**
     * What the pictures say.
     *
     * @param model by which they were compared
     * @param agreement mean cosine between each and the mean of the others; 1 for a single one
     * @param odd event ids of pictures that are much less like the others
     * @param vector of the class, at length 1
     */
    public record Mean(String model, double agreement, List<String> odd, List<Double> vector) {
        /** What people should know of it. */
        public List<String> notes(int examples) {
            List<String> notes = new ArrayList<>();
            notes.add(String.format(
                    Locale.ROOT,
                    "%d examples, each on average at cosine %.3f to the mean of the others",
                    examples,
                    agreement));
            for (String id : odd) {
                notes.add("picture " + SafeText.of(id) + " is unlike the others: is it of the same class?");
            }
            if (examples < FEW) {
                notes.add("with so few examples nothing can be said of how much they vary");
            }
            return notes;
        }
    }

    /**
     * The mean of what the model makes of some pictures.
     *
     * @param labels of the pictures, at least one
     * @throws RefusedException when the gateway no longer has one of them, it cannot be decoded, or the model cannot be had
     */
    public Mean of(List<LabelView> labels) {
        if (labels.size() > MOST) {
            throw new RefusedException(
                    Refusal.BAD_VALUE,
                    labels.size() + " pictures are more than a class is made of",
                    "choose up to " + MOST);
        }
        LabelView newest = labels.get(0);
        for (LabelView label : labels) {
            newest = label.labelledAt().compareTo(newest.labelledAt()) > 0 ? label : newest;
        }
        List<float[]> units = new ArrayList<>();
        for (LabelView label : labels) {
            RecentVectors.Key key = new RecentVectors.Key(
                    newest.model(), newest.modelVersion(), new PictureId(label.sourceId(), label.eventId()));
            units.add(vectors.now(key)
                    .orElseThrow(() -> new RefusedException(
                            Refusal.NOT_FOUND,
                            "the gateway has no picture '" + SafeText.of(label.eventId()) + "' of source '"
                                    + SafeText.of(label.sourceId()) + "' (any more)",
                            "choose others: it keeps recent pictures only")));
        }
        try {
            ExamplePrototype prototype = ExamplePrototype.of(Review.rows(units));
            List<Double> vector = new ArrayList<>();
            for (float value : prototype.vector()) {
                vector.add((double) value);
            }
            return new Mean(
                    newest.model() + ' ' + newest.modelVersion(),
                    prototype.agreement(),
                    prototype.odd().stream().map(i -> labels.get(i).eventId()).toList(),
                    vector);
        } catch (ModelException e) {
            throw new RefusedException(Refusal.BAD_VALUE, String.valueOf(e.getMessage()), "choose other pictures");
        }
    }
}
