package io.zerostream.gateway.internal.live;

import io.zerostream.gateway.config.LiveLimits;
import io.zerostream.gateway.internal.letters.Letters;
import io.zerostream.gateway.internal.registry.ClassRegistryView;
import io.zerostream.gateway.internal.topic.ForeignRecordException;
import io.zerostream.gateway.internal.view.DeadLetterView;
import io.zerostream.gateway.internal.view.LabelView;
import io.zerostream.gateway.internal.view.NoticeView;
import io.zerostream.gateway.internal.view.WindowView;
import io.zerostream.schemas.ImageEventLimits;
import io.zerostream.schemas.avro.DeadLetter;
import io.zerostream.schemas.avro.ImageEvent;
import io.zerostream.schemas.avro.JobNotice;
import io.zerostream.schemas.avro.LabelStats;
import io.zerostream.schemas.avro.Outcome;
import io.zerostream.schemas.avro.ZeroShotLabel;
import io.zerostream.schemas.registry.RegistryLimits;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The recent past: pictures, labels, dead letters, windows, counts. Fed by the topic followers, read by the routes.
 * What was on the topics before the gateway started is shown but neither counted nor streamed. Repeats of a label (same
 * source, event, model version and class-set revision) are dropped. Thread-safe as long as each feeding method is called by one
 * thread.
 */
public final class LiveFeed {
    private static final String TRUTH = "truth";
    /** Event: a dead letter was sent again, or something came of it. */
    public static final String RETRY = "retry";

    /** How many alarms and swaps are remembered. */
    public static final int NOTICES = 200;

    private static final int REMEMBERED_IDS_PER_LABEL = 20;
    private static final byte[] NO_BYTES = {};

    private final ClassRegistryView registry;
    private final EventSink events;
    private final Clock clock;
    private final PictureRing pictures;
    private final Ring<LabelView> labels;
    private final Letters deadLetters;
    private final Ring<NoticeView> notices;
    private final Ring<WindowView> windows;
    private final SeenIds labelIds;
    private final PerSecondLimit shown;
    private final Waiting waiting = new Waiting();
    private final LiveCounts counts;
    private final Running running;
    private final ShadowComparison shadow;

    /**
     * @param registry tells which classes a set has
     * @param events gets what is new
     */
    public LiveFeed(LiveLimits limits, ClassRegistryView registry, EventSink events, Clock clock) {
        this.registry = registry;
        this.events = events;
        this.clock = clock;
        this.pictures = new PictureRing(limits.pictures(), limits.pictureBytes());
        this.labels = new Ring<>(limits.labels(), limits.recordBytes(), LabelView::sourceId);
        this.deadLetters = new Letters(limits.deadLetters(), limits.recordBytes(), this::hasPicture);
        this.windows = new Ring<>(limits.windows(), limits.recordBytes());
        this.notices = new Ring<>(NOTICES, limits.recordBytes());
        this.labelIds = new SeenIds(limits.labels() * REMEMBERED_IDS_PER_LABEL);
        this.shown = new PerSecondLimit(limits.labelEventsPerSecond());
        this.counts = new LiveCounts(clock.instant(), limits.countedClasses(), limits.countWindow());
        this.running = new Running(clock.instant());
        this.shadow = new ShadowComparison(limits.countedClasses(), limits.recordBytes());
    }

    /**
     * What the job refuses is counted, and not kept.
     *
     * @param history whether it was there before the gateway started
     */
    public void picture(ImageEvent event, boolean history) {
        if (ImageEventLimits.problem(event).isEmpty()) {
            pictures.add(new Picture(
                    event.getEventId(),
                    event.getSourceId(),
                    content(event),
                    event.getAttributes().get(TRUTH)));
        }
        if (!history) {
            Instant now = clock.instant();
            counts.picture(now);
            running.picture(now);
        }
    }

    private static byte[] content(ImageEvent event) {
        ByteBuffer content = event.getContent();
        if (content == null) {
            return NO_BYTES;
        }
        byte[] bytes = new byte[content.remaining()];
        content.duplicate().get(bytes);
        return bytes;
    }

    /**
     * @param bytes of it on the topic
     * @param history whether it was there before the gateway started
     * @throws ForeignRecordException when no job wrote it
     */
    public void label(ZeroShotLabel label, long bytes, boolean history) {
        demandOurs(label);
        boolean repeat = !labelIds.add(label.getSourceId()
                + '\n'
                + label.getEventId()
                + '\n'
                + label.getModelVersion()
                + '\n'
                + label.getClassSetRevision());
        if (repeat) {
            counts.repeat();
            // sent again, it may have been labelled before by another record of it
            deadLetters
                    .labelled(label.getSourceId(), label.getEventId(), named(label))
                    .forEach(this::tellRetried);
        }
        // who sends a picture again waits for what was seen before
        if (repeat && !waiting.isAwaited(label.getSourceId(), label.getEventId())) {
            return;
        }
        LabelView view = view(label);
        waiting.tell(label.getSourceId(), label.getEventId(), new Fate(view, null));
        if (repeat) {
            return;
        }
        labels.add(view, bytes);
        shadow.served(view, bytes);
        deadLetters
                .labelled(label.getSourceId(), label.getEventId(), view.label())
                .forEach(this::tellRetried);
        if (!history) {
            Instant now = clock.instant();
            long latency = Duration.between(label.getCapturedAt(), now).toMillis();
            counts.label(view, latency, now);
            running.label(view, latency, now);
            if (shown.pass(now)) {
                events.publish("label", view);
            }
        }
    }

    private static @Nullable String named(ZeroShotLabel label) {
        return label.getOutcome() == Outcome.LABELLED && !label.getTop().isEmpty()
                ? label.getTop().get(0).getName()
                : null;
    }

    private LabelView view(ZeroShotLabel label) {
        Optional<Picture> picture =
                pictures.find(label.getEventId()).filter(p -> p.sourceId().equals(label.getSourceId()));
        String truth = picture.map(Picture::truth).orElse(null);
        return LabelView.of(
                label,
                truth,
                Verdicts.of(label, truth, registry),
                picture.filter(p -> p.content().length > 0)
                        .map(p -> PicturePaths.of(p.eventId()))
                        .orElse(null));
    }

    /**
     * What a shadow version says; neither counted nor streamed.
     *
     * @param bytes of it on the topic
     * @throws ForeignRecordException when no job wrote it
     */
    public void shadow(ZeroShotLabel label, long bytes) {
        demandOurs(label);
        shadow.shadowed(view(label), bytes);
    }

    /** Identities and names are remembered and counted, so they must not be long. */
    private static void demandOurs(ZeroShotLabel label) {
        if (!ImageEventLimits.isEventId(label.getEventId())
                || !ImageEventLimits.isSourceId(label.getSourceId())
                || !ImageEventLimits.isCapturedAt(label.getCapturedAt())
                || !ImageEventLimits.isCapturedAt(label.getLabelledAt())
                || label.getModelVersion().length() > RegistryLimits.NAME_CHARS
                || label.getTop().stream().anyMatch(c -> c.getName().length() > RegistryLimits.NAME_CHARS)) {
            throw new ForeignRecordException("a label with a name or a time that no job gives");
        }
    }

    /**
     * @param bytes of it on the topic
     * @param history whether it was there before the gateway started
     */
    public void deadLetter(DeadLetter letter, long bytes, boolean history) {
        DeadLetterView view = deadLetters.add(letter, bytes);
        if (history) {
            tellLabel(letter);
        }
        if (letter.getSourceId() != null && letter.getEventId() != null) {
            waiting.tell(letter.getSourceId(), letter.getEventId(), new Fate(null, view));
        }
        if (!history) {
            counts.deadLetter(view.reason());
            running.deadLetter(clock.instant());
            events.publish("dead-letter", view);
        }
    }

    /** Topics are read side by side at the start: the label that a picture got later may have come first. */
    private void tellLabel(DeadLetter letter) {
        if (deadLetters.knows(letter.getSourceId(), letter.getEventId())) {
            labels.newest(Integer.MAX_VALUE).stream()
                    .filter(label -> label.eventId().equals(letter.getEventId())
                            && label.sourceId().equals(letter.getSourceId()))
                    .findFirst()
                    .ifPresent(label -> deadLetters.labelled(label.sourceId(), label.eventId(), label.label()));
        }
    }

    private boolean hasPicture(String sourceId, String eventId) {
        return pictures.find(eventId)
                .filter(picture -> picture.sourceId().equals(sourceId) && picture.content().length > 0)
                .isPresent();
    }

    /**
     * The picture of a dead letter was sent again, by this gateway or another.
     *
     * @param letter its name
     */
    public void retried(String letter, Instant at) {
        deadLetters.retried(letter, at).ifPresent(this::tellRetried);
    }

    /** Tells consoles of a letter that was sent again. */
    public void tellRetried(DeadLetterView letter) {
        events.publish(RETRY, letter);
    }

    /**
     * @param bytes of it on the topic
     * @param history whether it was there before the gateway started
     */
    public void window(LabelStats window, long bytes, boolean history) {
        WindowView view = WindowView.of(window);
        windows.add(view, bytes);
        if (!history) {
            events.publish("window", view);
        }
    }

    /**
     * @param bytes of it on the topic
     * @param history whether it was there before the gateway started
     */
    public void notice(JobNotice notice, long bytes, boolean history) {
        NoticeView view = NoticeView.of(notice);
        notices.add(view, bytes);
        if (!history) {
            events.publish("notice", view);
        }
    }

    /**
     * What was remembered of a source and is no more; counts stay.
     *
     * @param pictures of them
     * @param labels of them
     * @param deadLetters of them
     * @param windows of statistics
     */
    public record Forgotten(int pictures, int labels, int deadLetters, int windows) {}

    /** Forgets a source. What Kafka still has of it is read again by a gateway that is started anew. Thread-safe. */
    public Forgotten forget(String sourceId) {
        labelIds.forget(sourceId + '\n');
        shadow.forget(sourceId);
        return new Forgotten(
                pictures.forgetSource(sourceId),
                labels.forget(label -> label.sourceId().equals(sourceId)),
                deadLetters.forget(letter -> sourceId.equals(letter.getSourceId())),
                windows.forget(window -> window.sourceId().equals(sourceId)));
    }

    /** Those who wait for labels. */
    public Waiting waiting() {
        return waiting;
    }

    /** Recent pictures. */
    public PictureRing pictures() {
        return pictures;
    }

    /** Recent labels. */
    public Ring<LabelView> labels() {
        return labels;
    }

    /** Recent dead letters. */
    public Letters deadLetters() {
        return deadLetters;
    }

    /** Recent alarms and swaps. */
    public Ring<NoticeView> notices() {
        return notices;
    }

    /** Recent windows. */
    public Ring<WindowView> windows() {
        return windows;
    }

    /** How the pipeline ran lately. */
    public Running running() {
        return running;
    }

    /** What a shadow version says beside what serves. */
    public ShadowComparison shadow() {
        return shadow;
    }

    /** Counts since the start. */
    public LiveCounts counts() {
        return counts;
    }
}
