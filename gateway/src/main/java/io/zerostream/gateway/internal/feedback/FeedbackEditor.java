package io.zerostream.gateway.internal.feedback;

import io.zerostream.gateway.internal.live.LabelRef;
import io.zerostream.gateway.internal.live.RecentLabels;
import io.zerostream.gateway.internal.registry.ClassRegistry;
import io.zerostream.gateway.internal.registry.Names;
import io.zerostream.gateway.internal.registry.Refusal;
import io.zerostream.gateway.internal.registry.RefusedException;
import io.zerostream.gateway.internal.view.LabelView;
import io.zerostream.schemas.SafeText;
import io.zerostream.schemas.avro.ClassSet;
import io.zerostream.schemas.avro.Feedback;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Takes what people say that pictures show. Thread-safe; of two who judge one picture the last is right. */
public final class FeedbackEditor {
    /** Pictures that can be judged at once. */
    public static final int MOST_AT_ONCE = 200;

    private final RecentLabels labels;
    private final ClassRegistry classes;
    private final Judgements judgements;
    private final FeedbackLog log;
    private final BooleanSupplier complete;
    private final Clock clock;

    /**
     * @param labels that can be judged
     * @param classes tell what a picture can show
     * @param judgements what was said
     * @param log takes it
     * @param complete whether all is known that was said before
     */
    public FeedbackEditor(
            RecentLabels labels,
            ClassRegistry classes,
            Judgements judgements,
            FeedbackLog log,
            BooleanSupplier complete,
            Clock clock) {
        this.labels = labels;
        this.classes = classes;
        this.judgements = judgements;
        this.log = log;
        this.complete = complete;
        this.clock = clock;
    }

    /** Those that can be judged. */
    public RecentLabels labels() {
        return labels;
    }

    /** What was said. */
    public Judgements judgements() {
        return judgements;
    }

    /** Whether all is known that was said before this gateway began. */
    public boolean isComplete() {
        return complete.getAsBoolean();
    }

    /** @throws RefusedException while the topic is still being read */
    public void demandComplete() {
        if (!isComplete()) {
            throw new RefusedException(
                    Refusal.BUSY, "the gateway still reads what people said before", "ask again in a moment");
        }
    }

    /**
     * The newest labels of pictures that a request names.
     *
     * @throws RefusedException when it names none or too many, or one whose label the gateway no longer has
     */
    public List<LabelView> meant(@Nullable List<@Nullable LabelRef> pictures) {
        if (pictures == null || pictures.isEmpty() || pictures.size() > MOST_AT_ONCE) {
            throw new RefusedException(
                    Refusal.BAD_VALUE,
                    "pictures has " + (pictures == null ? 0 : pictures.size()) + " of them",
                    "name from 1 to " + MOST_AT_ONCE + ", each with event_id and source");
        }
        return pictures.stream().map(this::labelOf).distinct().toList();
    }

    private LabelView labelOf(@Nullable LabelRef picture) {
        if (picture == null) {
            throw new RefusedException(Refusal.BAD_VALUE, "one of pictures is null", "give event_id and source");
        }
        return labels.find(picture);
    }

    /**
     * Writes what somebody says of some labels' pictures.
     *
     * @param seen labels as {@link #meant} gives them
     * @param author who says so; null = nobody says
     * @throws RefusedException when the class is none of the label's set, or Kafka is away
     */
    public List<Feedback> give(List<LabelView> seen, FeedbackRequest asked, @Nullable String author) {
        if ((asked.truth() == null) != asked.noneOfThese()) {
            throw new RefusedException(
                    Refusal.BAD_VALUE,
                    asked.noneOfThese()
                            ? "the request has both truth and none_of_these"
                            : "the request says neither what the pictures show nor that it is none of the classes",
                    "give truth with the name of a class, or none_of_these: true");
        }
        @Nullable String truth = asked.truth() == null ? null : Names.checked("truth", asked.truth());
        if (truth != null) {
            seen.stream().map(LabelView::classSet).distinct().forEach(set -> demandMember(truth, set));
        }
        String by = Names.author(author);
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        Map<String, Optional<Feedback>> records = new LinkedHashMap<>();
        for (LabelView label : seen) {
            records.put(
                    Judgements.key(label.sourceId(), label.eventId(), label.classSet()),
                    Optional.of(Feedback.newBuilder()
                            .setEventId(label.eventId())
                            .setSourceId(label.sourceId())
                            .setCapturedAt(Instant.parse(label.capturedAt()))
                            .setClassSet(label.classSet())
                            .setTruth(truth)
                            .setLabel(label.label())
                            .setSimilarity(label.similarity())
                            .setMargin(label.margin())
                            .setClassSetRevision(label.classSetRevision())
                            .setModel(label.model())
                            .setModelVersion(label.modelVersion())
                            .setGivenAt(now)
                            .setGivenBy(by)
                            .build()));
        }
        log.write(records);
        return records.values().stream().flatMap(Optional::stream).toList();
    }

    private void demandMember(String truth, String setName) {
        ClassSet set = classes.set(setName);
        if (!set.getMembers().contains(truth)) {
            throw RefusedException.unknown(
                    Refusal.UNKNOWN_CLASS,
                    "class set '" + SafeText.of(setName) + "' has no class '" + SafeText.of(truth) + "'",
                    truth,
                    set.getMembers(),
                    "add it first, or say none_of_these: true");
        }
    }

    /**
     * What was said of a picture.
     *
     * @param source of it; null = any
     * @param classSet of whose classes; null = any
     * @throws RefusedException when nothing is known, or of several
     */
    public Feedback find(String eventId, @Nullable String source, @Nullable String classSet) {
        demandComplete();
        List<Feedback> found = judgements.newest().stream()
                .filter(said -> said.getEventId().equals(eventId))
                .filter(said -> source == null || said.getSourceId().equals(source))
                .filter(said -> classSet == null || said.getClassSet().equals(classSet))
                .toList();
        if (found.isEmpty()) {
            throw new RefusedException(
                    Refusal.NOT_FOUND,
                    "nobody said what picture '" + SafeText.of(eventId)
                            + "' shows, or so long ago that the gateway no longer has it",
                    "it keeps the newest only (live.feedback)");
        }
        if (found.size() > 1) {
            throw new RefusedException(
                    Refusal.BAD_VALUE,
                    "more than one picture '" + SafeText.of(eventId) + "' was judged, or by more than one class set",
                    "say which with source and class_set");
        }
        return found.get(0);
    }

    /** Takes back what was said of a picture. @throws RefusedException when Kafka is away */
    public void takeBack(Feedback said) {
        log.write(Map.of(Judgements.key(said.getSourceId(), said.getEventId(), said.getClassSet()), Optional.empty()));
    }
}
