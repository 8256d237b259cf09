package io.zerostream.gateway.internal.review;

import io.zerostream.gateway.internal.live.RecentLabels;
import io.zerostream.gateway.internal.registry.ClassRegistryView;
import io.zerostream.gateway.internal.registry.Refusal;
import io.zerostream.gateway.internal.registry.RefusedException;
import io.zerostream.gateway.internal.review.RecentVectors.PictureId;
import io.zerostream.gateway.internal.view.LabelView;
import io.zerostream.model.ModelException;
import io.zerostream.model.classes.ExamplePrototype;
import io.zerostream.model.classes.SemanticVectors;
import io.zerostream.schemas.SafeText;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A class made of pictures, set apart from recent ones that its class set has another name for. They are looked at by the
 * model that labelled the newest of them; those that somebody sends by one that is named.
 */
public final class Examples {
    private static final Logger LOG = LoggerFactory.getLogger(Examples.class);

    /** Pictures that one class is made of at most: each may have to be looked at first. */
    private static final int MOST = 50;

    /** With fewer nothing can be said of how much they vary. */
    private static final int FEW = 3;

    /** More say hardly more, and each may have to be looked at first. */
    private static final int OTHERS = 90;

    /** Of three, so many are what a class is set apart from; on the rest it is seen what it takes. */
    private static final int APART = 2;

    private static final int OF = 3;

    /** Somebody waits. */
    private static final Duration LOOKS = Duration.ofSeconds(5);

    /** Somebody waits, and with them the memory that their files take of what all clients may. */
    private static final Duration SENT = Duration.ofSeconds(25);

    private static final Duration AGAIN = Duration.ofSeconds(2);

    private final RecentVectors vectors;
    private final RecentLabels recent;
    private final Semaphore sending = new Semaphore(1);
    private final Clashes clashes;

    /**
     * @param vectors of the pictures; borrowed
     * @param recent labels, of which others are taken
     * @param classes the class sets as they are now
     */
    public Examples(RecentVectors vectors, RecentLabels recent, ClassRegistryView classes) {
        this.vectors = vectors;
        this.recent = recent;
        this.clashes = new Clashes(classes);
    }

    /**
     * What the pictures say.
     *
     * @param model by which they were compared
     * @param agreement mean cosine between each and the mean of the others; 1 for a single one
     * @param odd pictures that are much less like the others: event ids, or names of files
     * @param others recent pictures that it was set apart from; 0 = it is the mean of the examples
     * @param alone why it is the mean, for people; null = it is not
     * @param clashes what it would take from other classes, for people
     * @param vector of the class, at length 1
     * @param middle mean of the examples, at length 1: what the class looks like
     */
    public record Mean(
            String model,
            double agreement,
            List<String> odd,
            int others,
            @Nullable String alone,
            List<String> clashes,
            List<Double> vector,
            List<Double> middle) {
        /** What people should know of it. */
        public List<String> notes(int examples) {
            List<String> notes = new ArrayList<>();
            notes.add(
                    examples == 1
                            ? "1 example"
                            : String.format(
                                    Locale.ROOT,
                                    "%d examples, each on average at cosine %.3f to the mean of the others",
                                    examples,
                                    agreement));
            notes.add(
                    alone == null
                            ? "set apart from " + others + " recent pictures of other classes"
                            : alone + ": it may take pictures that are not its own, so look at what it is said of");
            notes.addAll(clashes);
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
     * A picture that somebody sends.
     *
     * @param name of the file, for people
     * @param content encoded
     */
    public record Sent(String name, byte[] content) {}

    /**
     * What the model makes of some recent pictures.
     *
     * @param labels of the pictures, at least one
     * @param set that the class is for
     * @param name of the class; null = it has none yet
     * @throws RefusedException when the gateway no longer has one of them, it cannot be decoded, or the model cannot be had
     */
    public Mean of(List<LabelView> labels, String set, @Nullable String name) {
        demandFew(labels.size());
        LabelView newest = labels.get(0);
        for (LabelView label : labels) {
            newest = Instant.parse(label.labelledAt()).isAfter(Instant.parse(newest.labelledAt())) ? label : newest;
        }
        List<float[]> units = new ArrayList<>();
        for (LabelView label : labels) {
            RecentVectors.Key key = new RecentVectors.Key(newest.model(), newest.modelVersion(), picture(label));
            units.add(vectors.now(key)
                    .orElseThrow(() -> new RefusedException(
                            Refusal.NOT_FOUND,
                            "the gateway has no picture '" + SafeText.of(label.eventId()) + "' of source '"
                                    + SafeText.of(label.sourceId()) + "' (any more)",
                            "choose others: it keeps recent pictures only")));
        }
        return mean(
                new Question(newest.model(), newest.modelVersion(), set, name),
                units,
                labels.stream().map(LabelView::eventId).toList(),
                labels.stream().map(Examples::picture).toList());
    }

    /**
     * What a model makes of pictures that somebody sends. They are not kept.
     *
     * @param model name of a published model
     * @param version of it
     * @param set that the class is for
     * @param name of the class; null = it has none yet
     * @throws RefusedException when one of them cannot be used, the model cannot be had or takes too long, or somebody
     *     else's are looked at
     */
    public Mean of(List<Sent> pictures, String model, String version, String set, @Nullable String name) {
        demandFew(pictures.size());
        if (!sending.tryAcquire()) {
            throw RefusedException.later(
                    Refusal.BUSY,
                    "a class is being made of other files",
                    "send them again in a moment (Retry-After)",
                    AGAIN);
        }
        try {
            long start = System.nanoTime();
            List<float[]> units = new ArrayList<>();
            for (Sent picture : pictures) {
                if (System.nanoTime() - start > SENT.toNanos()) {
                    throw new RefusedException(
                            Refusal.BAD_VALUE,
                            "the model looked at " + units.size() + " of the " + pictures.size() + " pictures in "
                                    + SENT.toSeconds() + " s",
                            "send as many as it can look at in that time");
                }
                units.add(unit(picture, model, version));
            }
            return mean(
                    new Question(model, version, set, name),
                    units,
                    pictures.stream().map(Sent::name).toList(),
                    List.of());
        } finally {
            sending.release();
        }
    }

    private float[] unit(Sent picture, String model, String version) {
        String called = "'" + SafeText.of(picture.name()) + "': ";
        try {
            return vectors.of(model, version, picture.content())
                    .orElseThrow(() -> new RefusedException(
                            Refusal.BAD_VALUE, called + "the model sees nothing in it", "send another picture"));
        } catch (RefusedException e) {
            if (e.refusal() != Refusal.UNDECODABLE_PICTURE) {
                throw e;
            }
            RefusedException named = new RefusedException(
                    Refusal.UNDECODABLE_PICTURE, called + e.getMessage(), "leave it out, or send another one");
            named.initCause(e);
            throw named;
        }
    }

    private static void demandFew(int pictures) {
        if (pictures == 0 || pictures > MOST) {
            throw new RefusedException(
                    Refusal.BAD_VALUE,
                    "there are " + pictures + " pictures",
                    pictures == 0
                            ? "send from 1 to " + MOST + ", in a form each in a part with a file name"
                            : "choose from 1 to " + MOST);
        }
    }

    /** By which model, for which class of which set. */
    private record Question(
            String model,
            String version,
            String set,
            @Nullable String name) {
        RecentVectors.Key key(PictureId picture) {
            return new RecentVectors.Key(model, version, picture);
        }
    }

    /**
     * @param names of the examples, for people
     * @param own examples that are among the recent pictures
     */
    private Mean mean(Question question, List<float[]> units, List<String> names, List<PictureId> own) {
        try {
            Others others = others(question, own);
            SemanticVectors examples = Review.rows(units);
            // not the first and the rest: those that were looked at before come first
            List<float[]> apart = new ArrayList<>();
            List<float[]> rest = new ArrayList<>();
            for (int i = 0; i < others.vectors().size(); i++) {
                (i % OF < APART ? apart : rest).add(others.vectors().get(i));
            }
            ExamplePrototype prototype =
                    apart.isEmpty() ? ExamplePrototype.of(examples) : ExamplePrototype.of(examples, Review.rows(apart));
            SemanticVectors probes = rest.isEmpty()
                    ? new SemanticVectors(new float[0], new int[0], examples.attributes())
                    : Review.rows(rest);
            return new Mean(
                    question.model() + ' ' + question.version(),
                    prototype.agreement(),
                    prototype.odd().stream().map(names::get).toList(),
                    prototype.others(),
                    prototype.others() > 0 ? null : alone(others, apart.size()),
                    clashes.notes(question.set(), question.name(), prototype.vector(), examples, probes),
                    values(prototype.vector()),
                    values(prototype.mean()));
        } catch (ModelException e) {
            throw new RefusedException(Refusal.BAD_VALUE, String.valueOf(e.getMessage()), "choose other pictures");
        }
    }

    /**
     * What there is to set a class apart from.
     *
     * @param vectors of the pictures, at length 1
     * @param looked whether all were looked at that should be
     */
    private record Others(List<float[]> vectors, boolean looked) {}

    /** Pictures from all over the memory, for the newest alone may be of one source. */
    private Others others(Question question, List<PictureId> own) {
        Set<PictureId> seen = new HashSet<>(own);
        List<RecentVectors.Key> known = new ArrayList<>(recent.newest().stream()
                .filter(label -> label.classSet().equals(question.set()) && isOther(label.label(), question.name()))
                .map(Examples::picture)
                .filter(seen::add)
                .map(question::key)
                .filter(vectors::isAtHand)
                .toList());
        // whatever stops it has looked at some of each time; what was looked at before costs nothing
        Collections.shuffle(known, new Random(known.size()));
        // asked once of each, for somebody may be looking at more at the same time
        List<RecentVectors.Key> order = new ArrayList<>();
        List<RecentVectors.Key> later = new ArrayList<>();
        known.forEach(key -> (vectors.isMade(key) ? order : later).add(key));
        order.addAll(later);
        long start = System.nanoTime();
        List<float[]> others = new ArrayList<>();
        for (RecentVectors.Key key : order.subList(0, Math.min(OTHERS, order.size()))) {
            if (System.nanoTime() - start > LOOKS.toNanos()) {
                return new Others(others, false);
            }
            try {
                vectors.now(key).ifPresent(others::add);
            } catch (RefusedException e) {
                LOG.debug("a picture cannot be looked at", e);
                if (e.refusal() != Refusal.UNDECODABLE_PICTURE) {
                    // the examples are looked at, so the answer is not refused for others
                    return new Others(others, false);
                }
            }
        }
        return new Others(others, true);
    }

    /** Not UNKNOWN; and not of the class itself, where it is there already and is made anew. */
    private static boolean isOther(@Nullable String label, @Nullable String name) {
        return label != null && !label.equals(name);
    }

    private static String alone(Others others, int apart) {
        if (!others.looked()) {
            return "not set apart from other classes, for the model had no time to look at enough of their pictures;"
                    + " those that it has looked at are remembered, so ask again";
        }
        return apart < ExamplePrototype.ENOUGH_OTHERS
                ? "not set apart from other classes, for the gateway has too few recent pictures of them: "
                        + others.vectors().size() + ", and "
                        + ((ExamplePrototype.ENOUGH_OTHERS - 1) * OF / APART + 1) + " are wanted"
                : "not set apart from other classes, for the model sees too little difference between the examples and"
                        + " recent pictures of them";
    }

    private static List<Double> values(float[] vector) {
        List<Double> values = new ArrayList<>();
        for (float value : vector) {
            values.add((double) value);
        }
        return values;
    }

    private static PictureId picture(LabelView label) {
        return new PictureId(label.sourceId(), label.eventId());
    }
}
