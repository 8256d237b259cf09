package io.zerostream.job.internal.serving;

import io.zerostream.job.internal.control.Plan;
import io.zerostream.job.internal.control.ServingSet;
import io.zerostream.schemas.RegistryKeys;
import io.zerostream.schemas.avro.Deployment;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One log line and one notice a swap of models or of a class set; and one notice of each subtask that uses a revision of a
 * class set, unless it is what an old one begins with.
 */
public final class SwapLog {
    private static final Logger LOG = LoggerFactory.getLogger(SwapLog.class);

    /** How long after a change somebody may wait for a job that is down. */
    private static final Duration WAITED_FOR = Duration.ofMinutes(15);

    private final Notices notices;

    public SwapLog(Notices notices) {
        this.notices = notices;
    }

    /** Says what changed. */
    void serves(@Nullable Serving before, Serving now, Duration opening) {
        notices.serves(now.plan());
        if (before == null || !before.plan().equals(now.plan())) {
            models(now, opening);
        }
        Map<String, ServingSet> former = before == null ? Map.of() : before.sets();
        now.sets().forEach((name, set) -> {
            ServingSet old = former.get(name);
            if (old == null || old.revision() != set.revision()) {
                set(set, old == null ? 0 : old.revision());
                if (before != null || isNew(set)) {
                    notices.inUse(
                            RegistryKeys.classSet(name),
                            set.revision(),
                            "revision " + set.revision() + " of class set '" + name + "' is in use here");
                }
            }
        });
        former.keySet().stream().filter(name -> !now.sets().containsKey(name)).forEach(this::removed);
    }

    /** Who changed it may still wait; of all others a start would tell for each subtask. */
    private static boolean isNew(ServingSet set) {
        return set.record().getChangedAt().isAfter(Instant.now().minus(WAITED_FOR));
    }

    private void models(Serving now, Duration opening) {
        Plan plan = now.plan();
        Deployment deployment = plan.deployment();
        String canary = plan.canary() == null ? "-" : plan.canary().getVersion();
        String shadow = plan.shadow() == null ? "-" : plan.shadow().getVersion();
        LOG.info(
                "event=swap what=model deployment={} revision={} model={} version={} canary={} canaryShare={} shadow={}"
                        + " defaultClassSet={} openingMillis={}",
                deployment.getName(),
                deployment.getRevision(),
                plan.version().getName(),
                plan.version().getVersion(),
                canary,
                deployment.getCanaryShare(),
                shadow,
                deployment.getDefaultClassSet(),
                opening.toMillis());
        notices.swap(
                "MODEL",
                RegistryKeys.modelVersion(
                        plan.version().getName(), plan.version().getVersion()),
                deployment.getRevision(),
                "model " + plan.modelId() + " serves by revision " + deployment.getRevision() + " of deployment '"
                        + deployment.getName() + "'"
                        + (plan.canary() == null
                                ? ""
                                : "; canary " + canary + " for a share of " + deployment.getCanaryShare())
                        + (plan.shadow() == null ? "" : "; shadow " + shadow));
    }

    private void set(ServingSet set, long former) {
        int classes = set.record().getMembers().size();
        LOG.info(
                "event=swap what=classSet set={} revision={} former={} classes={} space={}",
                set.name(),
                set.revision(),
                former,
                classes,
                set.space());
        notices.swap(
                "CLASS_SET",
                RegistryKeys.classSet(set.name()),
                set.revision(),
                "revision " + set.revision() + " of class set '" + set.name() + "' serves, " + classes + " classes");
    }

    private void removed(String name) {
        LOG.info("event=swap what=classSet set={} removed=true", name);
        notices.swap("CLASS_SET", RegistryKeys.classSet(name), 0, "class set '" + name + "' is gone");
    }
}
