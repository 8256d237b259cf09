package io.zerostream.gateway.internal.letters;

import io.zerostream.gateway.internal.registry.Refusal;
import io.zerostream.gateway.internal.registry.RefusedException;
import io.zerostream.gateway.internal.view.DeadLetterView;
import io.zerostream.schemas.ImageEventLimits;
import io.zerostream.schemas.SafeText;
import io.zerostream.schemas.TraceContext;
import io.zerostream.schemas.avro.DeadLetter;
import io.zerostream.schemas.avro.ImageEvent;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends the pictures of dead letters again: the same event with the same identity, so that readers tell repeats by it as
 * ever, in a record whose header says which letter it is for ({@link RetryMark}).
 *
 * <p>A letter is taken before its picture is written, so one gateway writes each once, whoever presses how often. Gateways
 * hear of each other's by that header and by the audit topic, and of their own of before a restart: two that are asked in
 * the same moment may both write, and so may one that is asked again after Kafka did not say whether it has the picture.
 * The label is the same then, under the same identity. Thread-safe.
 */
public final class LetterRetry {
    /** What the audit calls it; the entry names the letters. */
    public static final String ACTION = "dead-letter.retry";

    private static final Logger LOG = LoggerFactory.getLogger(LetterRetry.class);

    private final Letters letters;
    private final Originals originals;
    private final RetrySink sink;
    private final Clock clock;

    /**
     * What has become of a request.
     *
     * @param written letters whose pictures were written, as they are shown now
     * @param already how many had been sent again before
     * @param left how many more of the reason there are
     * @param refused those whose pictures were not written, and why
     */
    public record Outcome(List<DeadLetterView> written, int already, int left, List<Refused> refused) {}

    /**
     * A picture that was not written.
     *
     * @param letter its letter; null when none is here
     * @param eventId its identity
     * @param sourceId its source
     * @param why for whoever asked
     */
    public record Refused(
            @Nullable String letter,
            @Nullable String eventId,
            @Nullable String sourceId,
            RefusedException why) {}

    /**
     * @param letters the recent letters
     * @param originals their pictures
     * @param sink where these go
     * @param clock says when
     */
    public LetterRetry(Letters letters, Originals originals, RetrySink sink, Clock clock) {
        this.letters = letters;
        this.originals = originals;
        this.sink = sink;
        this.clock = clock;
    }

    /**
     * Sends pictures again, of each its newest letter.
     *
     * @param may refuses an event that the caller may not send
     */
    public Outcome ofEvents(String sourceId, List<String> eventIds, Consumer<ImageEvent> may) {
        Pass pass = new Pass(may);
        for (String eventId : eventIds) {
            Optional<DeadLetter> letter = letters.newestAbout(sourceId, eventId);
            if (letter.isPresent()) {
                pass.take(letter.get());
            } else {
                pass.refused.add(
                        new Refused(
                                null,
                                eventId,
                                sourceId,
                                new RefusedException(
                                        Refusal.NOT_FOUND,
                                        "there is no dead letter of picture '" + SafeText.of(eventId)
                                                + "' here (any more)",
                                        "the gateway keeps recent ones only (live.dead-letters): send the picture itself again")));
            }
        }
        return pass.outcome(0);
    }

    /**
     * Sends the pictures of a reason again, the oldest first, but for those that were sent again before or have a label
     * since.
     *
     * @param most pictures that are written, at least 1
     * @param may refuses an event that the caller may not send
     */
    public Outcome ofReason(String reason, int most, Consumer<ImageEvent> may) {
        List<DeadLetter> all = letters.unsettled(reason);
        Pass pass = new Pass(may);
        int looked = 0;
        // those that cannot be sent do not stand in the way of those that can; where Kafka is away none can
        while (looked < all.size() && pass.written.size() < most && (looked < most || pass.away == null)) {
            pass.take(all.get(looked));
            looked++;
        }
        return pass.outcome(all.size() - looked);
    }

    /** How many pictures of a reason could be sent again. */
    public int due(String reason) {
        return letters.unsettled(reason).size();
    }

    /** The event that a letter is about, to be looked at. */
    public Optional<ImageEvent> original(DeadLetter letter) {
        try {
            return originals.of(letter).filter(event -> isOf(letter, event));
        } catch (Originals.UnreadableException e) {
            LOG.debug("letter {} shows nothing", RetryMark.of(letter), e);
            return Optional.empty();
        }
    }

    /** A topic that was made anew has other records in the same places. */
    private static boolean isOf(DeadLetter letter, ImageEvent event) {
        return event.getEventId().equals(letter.getEventId())
                && event.getSourceId().equals(letter.getSourceId());
    }

    /** One request. After a picture that Kafka does not take the rest is not tried, for each would wait as long. */
    private final class Pass {
        private final Consumer<ImageEvent> may;
        private final List<DeadLetter> written = new ArrayList<>();
        private final List<Refused> refused = new ArrayList<>();
        private int already;
        private @Nullable RefusedException away;

        Pass(Consumer<ImageEvent> may) {
            this.may = may;
        }

        Outcome outcome(int left) {
            // as they are now: the first may have their labels already
            return new Outcome(written.stream().map(letters::view).toList(), already, left, refused);
        }

        void take(DeadLetter letter) {
            String id = RetryMark.of(letter);
            try {
                if (away != null) {
                    throw new RefusedException(
                            Refusal.KAFKA_AWAY, "not tried, for one before it could not be written", "try again");
                }
                ImageEvent event = sendable(letter);
                may.accept(event);
                if (!letters.claim(id, clock.instant())) {
                    already++;
                    return;
                }
                write(letter, id, event);
                written.add(letter);
            } catch (RefusedException e) {
                if (e.refusal() == Refusal.KAFKA_AWAY) {
                    away = e;
                }
                refused.add(new Refused(id, letter.getEventId(), letter.getSourceId(), e));
            }
        }

        private void write(DeadLetter letter, String id, ImageEvent event) {
            boolean done = false;
            try {
                sink.again(event, new TraceContext(letter.getTraceParent(), letter.getTraceState()), id);
                done = true;
            } finally {
                if (!done) {
                    letters.release(id);
                }
            }
        }

        private ImageEvent sendable(DeadLetter letter) {
            ImageEvent event;
            try {
                event = originals
                        .of(letter)
                        .filter(found -> isOf(letter, found))
                        .orElseThrow(() -> new RefusedException(
                                Refusal.NOT_FOUND,
                                letter.getContent() == null
                                        ? "the letter does not hold the picture (" + letter.getContentBytes()
                                                + " bytes; more than 64 KiB, or dead-letters.content is DROP), and topic "
                                                + letter.getTopic() + " no longer has it"
                                        : "the letter does not say which picture it is of",
                                "send the picture itself again"));
            } catch (Originals.UnreadableException e) {
                RefusedException unreadable =
                        new RefusedException(Refusal.BAD_VALUE, String.valueOf(e.getMessage()), "mend what writes it");
                unreadable.initCause(e);
                throw unreadable;
            }
            ImageEventLimits.problem(event).ifPresent(problem -> {
                // the job would make a dead letter of it, as before
                throw new RefusedException(
                        Refusal.BAD_VALUE, problem, "send the picture itself again, within the limits");
            });
            return event;
        }
    }
}
