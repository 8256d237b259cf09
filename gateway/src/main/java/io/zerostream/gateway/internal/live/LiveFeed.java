package io.zerostream.gateway.internal.live;

import io.zerostream.gateway.config.LiveLimits;
import io.zerostream.gateway.internal.kafka.ForeignRecordException;
import io.zerostream.gateway.internal.registry.ClassRegistryView;
import io.zerostream.gateway.internal.view.DeadLetterView;
import io.zerostream.gateway.internal.view.LabelView;
import io.zerostream.gateway.internal.view.NoticeView;
import io.zerostream.gateway.internal.view.WindowView;
import io.zerostream.schemas.ImageEventLimits;
import io.zerostream.schemas.avro.DeadLetter;
import io.zerostream.schemas.avro.ImageEvent;
import io.zerostream.schemas.avro.JobNotice;
import io.zerostream.schemas.avro.LabelStats;
import io.zerostream.schemas.avro.ZeroShotLabel;
import io.zerostream.schemas.registry.RegistryLimits;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The recent past: pictures, labels, dead letters, windows, counts. Fed by the topic followers, read by the routes.
 * What was on the topics before the gateway started is shown but neither counted nor streamed. Repeats of a label (same
 * source, event, model version and class-set revision) are dropped. Thread-safe as long as each feeding method is called by one
 * thread.
 */
public final class LiveFeed {
    private static final String TRUTH = "truth";
    /** How many alarms and swaps are remembered. */
    public static final int NOTICES = 200;

    private static final int REMEMBERED_IDS_PER_LABEL = 20;
    private static final byte[] NO_BYTES = {};

    private final ClassRegistryView registry;
    private final EventSink events;
    private final Clock clock;
    private final PictureRing pictures;
    private final Ring<LabelView> labels;
    private final Ring<DeadLetterView> deadLetters;
    private final Ring<NoticeView> notices;
    private final Ring<WindowView> windows;
    private final SeenIds labelIds;
    private final PerSecondLimit shown;
    private final Waiting waiting = new Waiting();
    private final LiveCounts counts;

    /**
     * @param registry tells which classes a set has
     * @param events gets what is new
     */
    public LiveFeed(LiveLimits limits, ClassRegistryView registry, EventSink events, Clock clock) {
        this.registry = registry;
        this.events = events;
        this.clock = clock;
        this.pictures = new PictureRing(limits.pictures(), limits.pictureBytes());
        this.labels = new Ring<>(limits.labels(), limits.recordBytes());
        this.deadLetters = new Ring<>(limits.deadLetters(), limits.recordBytes());
        this.windows = new Ring<>(limits.windows(), limits.recordBytes());
        this.notices = new Ring<>(NOTICES, limits.recordBytes());
        this.labelIds = new SeenIds(limits.labels() * REMEMBERED_IDS_PER_LABEL);
        this.shown = new PerSecondLimit(limits.labelEventsPerSecond());
        this.counts = new LiveCounts(clock.instant(), limits.countedClasses(), limits.countWindow());
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
            counts.picture(clock.instant());
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
        }
        // who sends a picture again waits for what was seen before
        if (repeat && !waiting.isAwaited(label.getSourceId(), label.getEventId())) {
            return;
        }
        Optional<Picture> picture =
                pictures.find(label.getEventId()).filter(p -> p.sourceId().equals(label.getSourceId()));
        String truth = picture.map(Picture::truth).orElse(null);
        LabelView view = LabelView.of(
                label,
                truth,
                Verdicts.of(label, truth, registry),
                picture.filter(p -> p.content().length > 0)
                        .map(p -> PicturePaths.of(p.eventId()))
                        .orElse(null));
        waiting.tell(label.getSourceId(), label.getEventId(), new Fate(view, null));
        if (repeat) {
            return;
        }
        labels.add(view, bytes);
        if (!history) {
            Instant now = clock.instant();
            counts.label(view, Duration.between(label.getCapturedAt(), now).toMillis(), now);
            if (shown.pass(now)) {
                events.publish("label", view);
            }
        }
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
        DeadLetterView view = DeadLetterView.of(letter);
        deadLetters.add(view, bytes);
        if (letter.getSourceId() != null && letter.getEventId() != null) {
            waiting.tell(letter.getSourceId(), letter.getEventId(), new Fate(null, view));
        }
        if (!history) {
            counts.deadLetter(view.reason());
            events.publish("dead-letter", view);
        }
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
        return new Forgotten(
                pictures.forgetSource(sourceId),
                labels.forget(label -> label.sourceId().equals(sourceId)),
                deadLetters.forget(letter -> sourceId.equals(letter.sourceId())),
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
    public Ring<DeadLetterView> deadLetters() {
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

    /** Counts since the start. */
    public LiveCounts counts() {
        return counts;
    }
}
