package io.zerostream.gateway.internal.letters;

import io.zerostream.gateway.internal.view.DeadLetterView;
import io.zerostream.schemas.avro.DeadLetter;
import io.zerostream.schemas.avro.DeadLetterReason;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The latest dead letters with what they hold, which of them were sent again, and what became of their pictures since.
 * Bounded in number and in bytes; the oldest go first. Thread-safe.
 *
 * <p>Whether a letter was sent again is remembered longer than the letter, and can be told before it: several topics say so,
 * in no order.
 */
public final class Letters {
    /** Letters remembered as sent again; of more the oldest are forgotten. */
    static final int RETRIES = 10_000;

    private final int capacity;
    private final long capacityBytes;
    private final BiPredicate<String, String> kept;
    private final Map<String, Kept> latest = new LinkedHashMap<>();
    private final Map<Subject, Fate> fates = new HashMap<>();
    private final Map<String, Instant> retries = new LinkedHashMap<>();
    private long bytes;

    private record Kept(DeadLetter letter, long bytes) {}

    /** A picture; the letters about it share what became of it. */
    private record Subject(String sourceId, String eventId) {}

    /** @param label best class; null = UNKNOWN */
    private record Label(@Nullable String label) {}

    /** How many letters are about a picture, and its label if it got one. */
    private static final class Fate {
        private int letters;
        private @Nullable Label label;
    }

    /**
     * @param capacity letters kept, at least 1
     * @param capacityBytes bytes of them, as they are on the topic; a larger one is not kept at all
     * @param kept whether the gateway still has the picture of an event id and a source id
     */
    public Letters(int capacity, long capacityBytes, BiPredicate<String, String> kept) {
        this.capacity = capacity;
        this.capacityBytes = capacityBytes;
        this.kept = kept;
    }

    /**
     * Keeps one more; one about the same record takes the other's place.
     *
     * @param size of it on the topic, bytes
     * @return how it is shown
     */
    public synchronized DeadLetterView add(DeadLetter letter, long size) {
        String id = RetryMark.of(letter);
        drop(id);
        if (size <= capacityBytes) {
            latest.put(id, new Kept(letter, size));
            bytes += size;
            subject(letter).ifPresent(about -> {
                Fate fate = fates.computeIfAbsent(about, key -> new Fate());
                fate.letters++;
            });
            while (latest.size() > capacity || bytes > capacityBytes) {
                drop(latest.keySet().iterator().next());
            }
        }
        return view(id, letter);
    }

    private void drop(String id) {
        Kept gone = latest.remove(id);
        if (gone == null) {
            return;
        }
        bytes -= gone.bytes();
        subject(gone.letter()).ifPresent(about -> {
            Fate fate = fates.get(about);
            if (fate != null && --fate.letters == 0) {
                fates.remove(about);
            }
        });
    }

    private static Optional<Subject> subject(DeadLetter letter) {
        return letter.getSourceId() == null || letter.getEventId() == null
                ? Optional.empty()
                : Optional.of(new Subject(letter.getSourceId(), letter.getEventId()));
    }

    /**
     * A label has come.
     *
     * @param label best class; null = UNKNOWN
     * @return the letters that are about its picture, as they are shown now
     */
    public synchronized List<DeadLetterView> labelled(String sourceId, String eventId, @Nullable String label) {
        Fate fate = fates.get(new Subject(sourceId, eventId));
        if (fate == null || (fate.label != null && Objects.equals(fate.label.label(), label))) {
            return List.of();
        }
        fate.label = new Label(label);
        return about(sourceId, eventId).stream().map(this::view).toList();
    }

    /** Whether it is about a picture that has letters here: then its label is worth to be told. */
    public synchronized boolean knows(@Nullable String sourceId, @Nullable String eventId) {
        return sourceId != null && eventId != null && fates.containsKey(new Subject(sourceId, eventId));
    }

    /**
     * Takes a letter to be sent again, so that nobody else does.
     *
     * @return false when it was sent again before, or somebody is about to
     */
    public synchronized boolean claim(String id, Instant now) {
        return remember(id, now);
    }

    /** Gives a letter back that could not be sent again. */
    public synchronized void release(String id) {
        retries.remove(id);
    }

    /**
     * A letter was sent again, by whomever.
     *
     * @return the letter as it is shown now, when it is here and that is news
     */
    public synchronized Optional<DeadLetterView> retried(String id, Instant at) {
        return remember(id, at) ? find(id).map(this::view) : Optional.empty();
    }

    private boolean remember(String id, Instant at) {
        if (!RetryMark.isOne(id) || retries.putIfAbsent(id, at) != null) {
            return false;
        }
        Iterator<String> oldest = retries.keySet().iterator();
        while (retries.size() > RETRIES) {
            oldest.next();
            oldest.remove();
        }
        return true;
    }

    /** A letter by its name. */
    public synchronized Optional<DeadLetter> find(String id) {
        return Optional.ofNullable(latest.get(id)).map(Kept::letter);
    }

    /** The newest letter about a picture. */
    synchronized Optional<DeadLetter> newestAbout(String sourceId, String eventId) {
        List<DeadLetter> all = about(sourceId, eventId);
        return all.isEmpty() ? Optional.empty() : Optional.of(all.get(all.size() - 1));
    }

    /** Those of a reason whose pictures were not sent again and have no label since; oldest first. */
    synchronized List<DeadLetter> unsettled(String reason) {
        return latest.values().stream()
                .map(Kept::letter)
                .filter(letter -> letter.getReason().name().equals(reason))
                .filter(letter -> view(letter).outcome() == null)
                .toList();
    }

    /** At most {@code limit} of them, newest first. */
    public synchronized List<DeadLetterView> newest(int limit) {
        List<Kept> all = new ArrayList<>(latest.values());
        Collections.reverse(all);
        return all.stream()
                .limit(Math.max(limit, 0))
                .map(one -> view(one.letter()))
                .toList();
    }

    /** Forgets those that are meant; how many that were. */
    public synchronized int forget(Predicate<DeadLetter> meant) {
        List<String> gone = latest.entrySet().stream()
                .filter(entry -> meant.test(entry.getValue().letter()))
                .map(Map.Entry::getKey)
                .toList();
        gone.forEach(this::drop);
        return gone.size();
    }

    /** How a letter is shown. */
    public synchronized DeadLetterView view(DeadLetter letter) {
        return view(RetryMark.of(letter), letter);
    }

    private DeadLetterView view(String id, DeadLetter letter) {
        Instant retriedAt = retries.get(id);
        Fate fate = subject(letter).map(fates::get).orElse(null);
        Label label = fate == null ? null : fate.label;
        boolean again = fate != null && fate.letters > 1 && hasLater(letter);
        String outcome = label != null
                ? DeadLetterView.LABELLED
                : again ? DeadLetterView.DEAD_AGAIN : retriedAt == null ? null : DeadLetterView.WAITING;
        return DeadLetterView.of(
                letter,
                id,
                shows(letter),
                retriedAt == null ? null : retriedAt.toString(),
                outcome,
                label == null ? null : label.label());
    }

    /** By the job's own clock: the same picture may come to another partition. */
    private boolean hasLater(DeadLetter letter) {
        return about(letter.getSourceId(), letter.getEventId()).stream()
                .anyMatch(other -> other.getFailedAt().isAfter(letter.getFailedAt()));
    }

    private List<DeadLetter> about(@Nullable String sourceId, @Nullable String eventId) {
        return latest.values().stream()
                .map(Kept::letter)
                .filter(letter ->
                        Objects.equals(letter.getSourceId(), sourceId) && Objects.equals(letter.getEventId(), eventId))
                .toList();
    }

    private boolean shows(DeadLetter letter) {
        String source = letter.getSourceId();
        String event = letter.getEventId();
        return source != null
                && event != null
                && letter.getReason() != DeadLetterReason.EMPTY_CONTENT
                && (letter.getContent() != null
                        || letter.getContentBytes() > DeadLetterView.HELD_BYTES
                        || kept.test(source, event));
    }
}
