package io.zerostream.gateway.internal.feedback;

import io.zerostream.gateway.internal.topic.ForeignRecordException;
import io.zerostream.schemas.ImageEventLimits;
import io.zerostream.schemas.avro.Feedback;
import io.zerostream.schemas.registry.RegistryLimits;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The newest of what people say that pictures show, one of each picture and class set. Thread-safe. */
public final class Judgements {
    private final int most;
    private final Map<String, Feedback> kept = new LinkedHashMap<>();
    private long dropped;

    /** @param most so many are kept; the oldest go first */
    public Judgements(int most) {
        this.most = most;
    }

    /** Key of a record; none of the names can have a tab in it. */
    public static String key(String sourceId, String eventId, String classSet) {
        return sourceId + '\t' + eventId + '\t' + classSet;
    }

    /**
     * A record of the topic; null = what was said of the picture is taken back.
     *
     * @throws ForeignRecordException when no gateway wrote it
     */
    public synchronized void apply(@Nullable String key, @Nullable Feedback said) {
        if (said != null && !isOurs(key, said)) {
            throw new ForeignRecordException("feedback whose key or names no gateway gives");
        }
        kept.remove(key);
        if (said == null || key == null) {
            return;
        }
        kept.put(key, said);
        if (kept.size() > most) {
            kept.remove(kept.keySet().iterator().next());
            dropped++;
        }
    }

    private static boolean isOurs(@Nullable String key, Feedback said) {
        return ImageEventLimits.isEventId(said.getEventId())
                && ImageEventLimits.isSourceId(said.getSourceId())
                && key(said.getSourceId(), said.getEventId(), said.getClassSet())
                        .equals(key)
                && isName(said.getTruth())
                && isName(said.getLabel())
                && isName(said.getClassSet())
                && isName(said.getModel())
                && isName(said.getModelVersion());
    }

    private static boolean isName(@Nullable String name) {
        return name == null || name.length() <= RegistryLimits.NAME_CHARS;
    }

    /** What was said of a picture, of the classes of a set. */
    public synchronized Optional<Feedback> of(String sourceId, String eventId, String classSet) {
        return Optional.ofNullable(kept.get(key(sourceId, eventId, classSet)));
    }

    /** All that are kept, newest first. */
    public synchronized List<Feedback> newest() {
        List<Feedback> all = new ArrayList<>(kept.values());
        Collections.reverse(all);
        return all;
    }

    /** How many came and are not kept any more, for there were too many. */
    public synchronized long dropped() {
        return dropped;
    }

    /** Forgets a source; how many that were. */
    public synchronized int forgetSource(String sourceId) {
        int before = kept.size();
        kept.values().removeIf(said -> said.getSourceId().equals(sourceId));
        return before - kept.size();
    }

    /** The topic begins again. */
    public synchronized void forget() {
        kept.clear();
        dropped = 0;
    }
}
