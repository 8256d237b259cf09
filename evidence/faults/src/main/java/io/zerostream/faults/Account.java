package io.zerostream.faults;

import io.zerostream.job.config.EventTime;
import io.zerostream.job.config.SightingSettings;
import io.zerostream.schemas.ExactlyOnce;
import io.zerostream.schemas.ExactlyOnce.Ending;
import io.zerostream.schemas.avro.Sighting;
import io.zerostream.schemas.avro.ZeroShotLabel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Balances what came out against what went in. Feed it all pictures, then all labels in the order of their partitions,
 * all dead letters, all windows and, where it knows how they are found, all sightings; then ask for the {@link Verdict}.
 * Keeps a few words for each picture. Not thread-safe.
 */
final class Account {
    private static final int EXAMPLES = 5;

    private final ExactlyOnce<String, Picture> pictures = new ExactlyOnce<>();
    private final Map<Place, String> ids = new HashMap<>();
    private final Map<String, Long> lastOffset = new HashMap<>();
    private final List<String> examples = new ArrayList<>();
    private final WindowAccount windows = new WindowAccount(this::example);
    private final @Nullable SightingAccount sightings;
    private final EventTime times;
    private long labels;
    private long deadLetters;
    private long outOfOrder;
    private int exampleCount;

    /**
     * @param times how the job tells event time
     * @param settings how it finds sightings; null = they are not looked at
     */
    Account(EventTime times, @Nullable SightingSettings settings) {
        this.times = times;
        sightings = settings == null ? null : new SightingAccount(times, settings, this::example);
    }

    /** Where an image record is. */
    record Place(int partition, long offset) {}

    /**
     * What is remembered of a picture.
     *
     * @param offset of its first record
     * @param arrival Kafka timestamp of that, milliseconds
     */
    private record Picture(long offset, long arrival) {}

    /**
     * @param eventId null when the record cannot be read: then its place is its identity
     * @param arrival its Kafka timestamp, milliseconds
     */
    void picture(@Nullable String eventId, Place place, long arrival) {
        String id = eventId == null ? place.toString() : eventId;
        pictures.sent(id, new Picture(place.offset(), arrival));
        ids.put(place, id);
    }

    void label(ZeroShotLabel label) {
        labels++;
        String eventId = label.getEventId();
        String source = label.getSourceId();
        Ending ending = pictures.ended(eventId);
        Picture picture = pictures.get(eventId);
        if (picture == null) {
            example("label of " + eventId + ", which was never sent");
            return;
        }
        // a second label of a picture is doubled, not out of order as well
        if (ending == Ending.FIRST) {
            long before = lastOffset.merge(source, picture.offset(), Math::max);
            if (before > picture.offset()) {
                outOfOrder++;
                example("label of " + eventId + " comes after that of a later picture of " + source);
            }
        }
        long at = times.of(label.getCapturedAt().toEpochMilli(), picture.arrival());
        windows.label(label.getClassSet(), source, at);
        if (sightings != null) {
            sightings.label(label, at);
        }
    }

    /** @param origin the image record it is about */
    void deadLetter(Place origin) {
        deadLetters++;
        if (pictures.ended(ids.getOrDefault(origin, origin.toString())) == Ending.STRANGE) {
            example("dead letter of " + origin + ", where no picture was sent");
        }
    }

    /** One record of {@code label-stats}. */
    void window(WindowAccount.Published window) {
        windows.published(window);
    }

    /** One record of {@code sightings}, in the order of its partition. */
    void sighting(Sighting sighting) {
        if (sightings != null) {
            sightings.told(sighting);
        }
    }

    private void example(String text) {
        if (exampleCount++ < EXAMPLES) {
            examples.add(text);
        }
    }

    /** The balance of what was fed in so far. */
    Verdict verdict() {
        pictures.unbalanced(this::example);
        long wrongWindows = windows.wrong();
        SightingAccount.Balance seen =
                sightings == null ? SightingAccount.Balance.NONE : sightings.balance(windows.closedUntil());
        return new Verdict(
                pictures.sent(),
                labels,
                deadLetters,
                pictures.owed(),
                pictures.again(),
                pictures.strange(),
                outOfOrder,
                windows.count(),
                wrongWindows,
                windows.lateLabels(),
                windows.openLabels(),
                seen.appeared(),
                seen.left(),
                seen.wrong(),
                seen.unclear(),
                List.copyOf(examples));
    }
}
