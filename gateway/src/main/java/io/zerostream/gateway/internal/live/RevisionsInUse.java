package io.zerostream.gateway.internal.live;

import io.zerostream.gateway.internal.view.InUse;
import io.zerostream.schemas.RegistryKey;
import io.zerostream.schemas.RegistryKeys;
import io.zerostream.schemas.avro.ClassSet;
import io.zerostream.schemas.avro.JobNotice;
import io.zerostream.schemas.registry.RegistryLimits;
import io.zerostream.schemas.registry.Revisions;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Since when the subtasks of a job use revisions of class sets, by what each says for itself. Of the sets and revisions that
 * were told of last. Thread-safe.
 */
final class RevisionsInUse {
    /** What a subtask says that uses a revision. */
    static final String CODE = "CLASS_SET_IN_USE";

    private static final int SETS = 1000;
    private static final int REVISIONS = 200;
    private static final int SUBTASKS = 10_000;

    private final Map<String, Map<Long, Told>> bySet = bounded(SETS);

    /**
     * @param of how many subtasks there were
     * @param at when each of them said so first, by its clock
     */
    private record Told(int of, Map<Integer, Instant> at) {}

    /** A job's next notice. */
    synchronized void notice(JobNotice notice) {
        if (!notice.getCode().equals(CODE)) {
            return;
        }
        long revision = notice.getRevision();
        boolean plausible = revision > 0
                && revision <= RegistryLimits.REVISION
                && notice.getSubtask() >= 0
                && notice.getSubtask() < Math.min(SUBTASKS, notice.getSubtasks());
        if (plausible) {
            RegistryKeys.parse(notice.getSubject())
                    .filter(key -> key.kind() == RegistryKey.Kind.CLASS_SET)
                    .ifPresent(key -> bySet.computeIfAbsent(key.name(), set -> bounded(REVISIONS))
                            .computeIfAbsent(revision, r -> new Told(notice.getSubtasks(), new HashMap<>()))
                            .at()
                            .putIfAbsent(notice.getSubtask(), notice.getAt()));
        }
    }

    /**
     * Since when a revision is in use. A subtask that went on to a later one at once uses what this one changed too.
     *
     * @return empty when no subtask has said so
     */
    synchronized Optional<InUse> of(ClassSet set) {
        Map<Integer, Instant> first = new HashMap<>();
        int of = 0;
        for (Map.Entry<Long, Told> told :
                bySet.getOrDefault(set.getName(), Map.of()).entrySet()) {
            boolean itself = told.getKey() == set.getRevision();
            if (itself || Revisions.follows(told.getKey(), set.getRevision())) {
                told.getValue().at().forEach((subtask, at) -> first.merge(subtask, at, RevisionsInUse::earlier));
                of = itself || of == 0 ? told.getValue().of() : of;
            }
        }
        int subtasks = of;
        first.keySet().removeIf(subtask -> subtask >= subtasks);
        return first.values().stream()
                .max(Instant::compareTo)
                .map(last -> new InUse(first.size(), subtasks, set.getChangedAt(), last));
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    private static <K, V> Map<K, V> bounded(int most) {
        return new LinkedHashMap<>() {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
                return size() > most;
            }
        };
    }
}
