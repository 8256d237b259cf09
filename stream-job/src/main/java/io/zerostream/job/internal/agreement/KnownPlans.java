package io.zerostream.job.internal.agreement;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The plans that subtasks tell of, as far as one has told the whole plan. */
final class KnownPlans {
    private final Map<String, byte[]> byIdentity = new HashMap<>();

    void hear(Question question) {
        question.plans().forEach(plan -> {
            if (plan.bytes() != null) {
                keep(plan.identity(), plan.bytes());
            }
        });
    }

    void keep(String identity, byte[] plan) {
        byIdentity.putIfAbsent(identity, plan);
    }

    /** As in {@code PlanCodec}; null = nobody has told it yet. */
    byte @Nullable [] get(Told plan) {
        return byIdentity.get(plan.identity());
    }

    /** Identities of plans that a question tells of and that are not known. */
    Set<String> unknown(Question question) {
        return question.plans()
                .map(Told::identity)
                .filter(identity -> !byIdentity.containsKey(identity))
                .collect(Collectors.toSet());
    }

    void forgetAllBut(Set<String> identities) {
        byIdentity.keySet().retainAll(identities);
    }

    void forgetAll() {
        byIdentity.clear();
    }
}
