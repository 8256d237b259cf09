package io.zerostream.schemas.change;

import io.zerostream.schemas.RegistryKeys;
import io.zerostream.schemas.avro.ClassPrototype;
import io.zerostream.schemas.avro.ClassSet;
import io.zerostream.schemas.registry.ClassFold;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What becomes of the prototypes of a set that goes back to an earlier revision.
 *
 * @param restored by key: as they were then, or where that is not remembered as they last were
 * @param kept names of members that have other values now than they had then, and keep them
 */
record SetRollback(Map<String, ClassPrototype> restored, List<String> kept) {
    /**
     * Members that were removed since come back, and those that were changed since get the values that they had. What other
     * sets have too stays as it is, for a set of somebody else would change with it.
     *
     * @throws ChangeRefusedException when the revision, or a member that is gone, is not remembered
     */
    static SetRollback of(SetHistory history, ClassFold registry) {
        ClassSet then = history.require();
        Map<String, ClassPrototype> there = registry.prototypes(then.getSpace());
        Map<String, ClassPrototype> restored = new LinkedHashMap<>();
        List<String> kept = new ArrayList<>();
        for (String member : then.getMembers()) {
            String key = RegistryKeys.prototype(then.getSpace(), member);
            ClassPrototype now = there.get(member);
            if (now == null) {
                restored.put(key, history.then(key).orElseGet(() -> history.last(key)));
            } else if (history.then(key).filter(former -> !isSame(now, former)).isPresent()) {
                if (isOnlyOf(registry, then, member)) {
                    history.then(key).ifPresent(former -> restored.put(key, former));
                } else {
                    kept.add(member);
                }
            }
        }
        return new SetRollback(restored, kept);
    }

    private static boolean isOnlyOf(ClassFold registry, ClassSet set, String member) {
        return registry.setsWith(set.getSpace(), member).stream().allMatch(set.getName()::equals);
    }

    private static boolean isSame(ClassPrototype one, ClassPrototype other) {
        return one.getSeen() == other.getSeen() && one.getVector().equals(other.getVector());
    }
}
