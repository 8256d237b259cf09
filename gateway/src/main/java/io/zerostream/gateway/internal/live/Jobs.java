package io.zerostream.gateway.internal.live;

import io.zerostream.gateway.internal.view.InUse;
import io.zerostream.gateway.internal.view.ServingView;
import io.zerostream.schemas.avro.ClassSet;
import io.zerostream.schemas.avro.Deployment;
import java.util.List;
import java.util.Optional;

/** How jobs follow their deployments, as far as anybody has said. */
@FunctionalInterface
public interface Jobs {
    /** What the job of a deployment serves; empty = none has said, or nothing does. */
    Optional<ServingView> serving(String deployment);

    /** Why it serves something else, or nothing, for people; empty = nothing is known against it. */
    default List<String> problems(Deployment wanted) {
        return List.of();
    }

    /** Since when the subtasks of a deployment's job use a revision of a class set; empty = none has said so. */
    default Optional<InUse> inUse(String deployment, ClassSet revision) {
        return Optional.empty();
    }
}
