package io.zerostream.gateway.internal.live;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The latest pictures by event id, bounded in number and in bytes; of the source that has the most the
 * oldest go first. Thread-safe.
 */
public final class PictureRing {
    private final SourceShares shares;
    private final Map<String, Picture> latest = new LinkedHashMap<>();

    /**
     * @param capacity pictures kept, at least 1
     * @param capacityBytes bytes kept together; a larger picture is not kept at all
     */
    public PictureRing(int capacity, long capacityBytes) {
        this.shares = new SourceShares(capacity, capacityBytes);
    }

    /**
     * Keeps a picture. One of the same id is replaced when the same source sent it; another's stays, for nobody may put a
     * picture of his own under somebody else's labels.
     */
    public synchronized void add(Picture picture) {
        Picture before = latest.get(picture.eventId());
        if (before != null && !before.sourceId().equals(picture.sourceId())) {
            return;
        }
        latest.remove(picture.eventId());
        forget(before);
        if (shares.tooLarge(picture.bytes())) {
            return;
        }
        latest.put(picture.eventId(), picture);
        shares.add(picture.sourceId(), picture.bytes());
        shares.makeRoom(latest.values(), Picture::sourceId, Picture::bytes);
    }

    /** The picture, while it is kept. */
    public synchronized Optional<Picture> find(String eventId) {
        return Optional.ofNullable(latest.get(eventId));
    }

    /** Forgets all of a source; how many that were. */
    public synchronized int forgetSource(String sourceId) {
        int before = latest.size();
        latest.values().removeIf(picture -> {
            boolean meant = picture.sourceId().equals(sourceId);
            if (meant) {
                forget(picture);
            }
            return meant;
        });
        return before - latest.size();
    }

    private void forget(@Nullable Picture picture) {
        if (picture != null) {
            shares.remove(picture.sourceId(), picture.bytes());
        }
    }
}
