package io.zerostream.job.internal.sightings;

import java.util.HashMap;
import java.util.Map;

/**
 * Where one class set and source stand. The map is changed in place, by the key that owns it only.
 *
 * @param at event time of the newest labels that were looked at, epoch milliseconds; {@link Long#MIN_VALUE} = none yet
 * @param waiting labels that wait until event time has reached them
 * @param timer event time at which to look whether something was not said for too long; {@link Long#MIN_VALUE} = at none
 * @param tracks by class
 */
public record Scene(long at, int waiting, long timer, Map<String, Track> tracks) {
    /** Before the first label. */
    public static Scene empty() {
        return new Scene(Long.MIN_VALUE, 0, Long.MIN_VALUE, new HashMap<>());
    }

    boolean isNew() {
        return at == Long.MIN_VALUE;
    }

    Scene at(long now) {
        return new Scene(now, waiting, timer, tracks);
    }

    Scene waiting(int labels) {
        return new Scene(at, labels, timer, tracks);
    }

    Scene timer(long time) {
        return new Scene(at, waiting, time, tracks);
    }
}
