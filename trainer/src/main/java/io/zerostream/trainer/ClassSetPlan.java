package io.zerostream.trainer;

import io.zerostream.model.Prototype;
import java.util.List;

/**
 * A class set to publish.
 *
 * @param name of the set
 * @param members its classes
 * @param extra further classes whose prototypes are published but that are not in the set yet
 * @param gamma seen-class penalty, in [0,1]
 * @param unknownThreshold least cosine for a label, in [-1,1]; -1 = never unknown
 * @param topK how many classes a label lists, at least 1
 */
public record ClassSetPlan(
        String name, List<Prototype> members, List<Prototype> extra, float gamma, float unknownThreshold, int topK) {

    public ClassSetPlan {
        members = List.copyOf(members);
        extra = List.copyOf(extra);
        if (name.isEmpty() || members.isEmpty()) {
            throw new IllegalArgumentException("a class set needs a name and at least one member");
        }
        if (topK < 1) {
            throw new IllegalArgumentException("topK must be at least 1, not " + topK);
        }
    }
}
