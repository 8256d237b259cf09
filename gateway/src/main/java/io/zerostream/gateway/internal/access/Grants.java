package io.zerostream.gateway.internal.access;

import io.zerostream.gateway.config.Role;
import java.util.HashMap;
import java.util.Map;

/**
 * What somebody may do. What is shown is not divided by class sets: who has any role sees all.
 *
 * @param everywhere role for everything; {@link Role#ANYONE} = none
 * @param sets roles for some class sets, by name
 */
public record Grants(Role everywhere, Map<String, Role> sets) {
    /** Nothing. */
    public static final Grants NONE = new Grants(Role.ANYONE, Map.of());

    /** Keeps a copy. */
    public Grants {
        sets = Map.copyOf(sets);
    }

    /** Whether the role is granted for everything; to look, any role is enough. */
    boolean everywhere(Role role) {
        return everywhere.includes(role) || (role == Role.VIEWER && !sets.isEmpty());
    }

    /** Whether the role is granted for this set. */
    boolean in(String set, Role role) {
        return everywhere(role) || sets.getOrDefault(set, Role.ANYONE).includes(role);
    }

    /** Whether the role is granted for everything, or for some set. */
    boolean somewhere(Role role) {
        return everywhere(role) || sets.values().stream().anyMatch(granted -> granted.includes(role));
    }

    /** What is granted by one of both. */
    Grants or(Grants other) {
        Map<String, Role> both = new HashMap<>(sets);
        other.sets.forEach((set, role) -> both.merge(set, role, (a, b) -> a.includes(b) ? a : b));
        return new Grants(everywhere.includes(other.everywhere) ? everywhere : other.everywhere, both);
    }
}
