package io.zerostream.faults;

import io.zerostream.job.config.EventTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Balances what came out against what went in. Feed it all pictures, then all labels in the order of their partitions,
 * all dead letters and all windows; then ask for the {@link Verdict}. Keeps a few words for each picture. Not
 * thread-safe.
 */
final class Account {
    private static final int EXAMPLES = 5;

    private final Map<String, Picture> byId = new HashMap<>();
    private final Map<Place, Picture> byPlace = new HashMap<>();
    private final Map<String, Long> lastOffset = new HashMap<>();
    private final List<String> examples = new ArrayList<>();
    private final WindowAccount windows = new WindowAccount(this::example);
    private final EventTime times;
    private long labels;
    private long deadLetters;
    private long strange;
    private long outOfOrder;
    private int exampleCount;

    /** @param times how the job tells event time */
    Account(EventTime times) {
        this.times = times;
    }

    /** Where an image record is. */
    record Place(int partition, long offset) {}

    private static final class Picture {
        private final String id;
        private final long offset;
        private final long arrival;
        private int sent;
        private int ended;

        private Picture(String id, long offset, long arrival) {
            this.id = id;
            this.offset = offset;
            this.arrival = arrival;
        }
    }

    /**
     * @param eventId null when the record cannot be read: then its place is its identity
     * @param arrival its Kafka timestamp, milliseconds
     */
    void picture(@Nullable String eventId, Place place, long arrival) {
        Picture picture = byId.computeIfAbsent(
                eventId == null ? place.toString() : eventId, id -> new Picture(id, place.offset(), arrival));
        picture.sent++;
        byPlace.put(place, picture);
    }

    /** @param capturedAt milliseconds */
    void label(String eventId, String source, String classSet, long capturedAt) {
        labels++;
        Picture picture = byId.get(eventId);
        if (picture == null) {
            strange++;
            example("label of " + eventId + ", which was never sent");
            return;
        }
        picture.ended++;
        // a second label of a picture is doubled, not out of order as well
        if (picture.ended == 1) {
            long before = lastOffset.merge(source, picture.offset, Math::max);
            if (before > picture.offset) {
                outOfOrder++;
                example("label of " + eventId + " comes after that of a later picture of " + source);
            }
        }
        windows.label(classSet, source, times.of(capturedAt, picture.arrival));
    }

    /** @param origin the image record it is about */
    void deadLetter(Place origin) {
        deadLetters++;
        Picture picture = byPlace.get(origin);
        if (picture == null) {
            strange++;
            example("dead letter of " + origin + ", where no picture was sent");
            return;
        }
        picture.ended++;
    }

    /** One record of {@code label-stats}. */
    void window(WindowAccount.Published window) {
        windows.published(window);
    }

    private void example(String text) {
        if (exampleCount++ < EXAMPLES) {
            examples.add(text);
        }
    }

    /** The balance of what was fed in so far. */
    Verdict verdict() {
        long lost = 0;
        long doubled = 0;
        long sent = 0;
        Set<Picture> pictures = new HashSet<>(byId.values());
        for (Picture picture : pictures) {
            sent += picture.sent;
            lost += Math.max(0, picture.sent - picture.ended);
            doubled += Math.max(0, picture.ended - picture.sent);
            if (picture.ended != picture.sent) {
                example(picture.id + " was sent " + picture.sent + " times and ended " + picture.ended + " times");
            }
        }
        long wrongWindows = windows.wrong();
        return new Verdict(
                sent,
                labels,
                deadLetters,
                lost,
                doubled,
                strange,
                outOfOrder,
                windows.count(),
                wrongWindows,
                windows.lateLabels(),
                windows.openLabels(),
                List.copyOf(examples));
    }
}
