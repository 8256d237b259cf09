package io.zerostream.job.internal.serving;

import io.zerostream.job.internal.Alarm;
import io.zerostream.job.internal.DeviceException;
import io.zerostream.job.internal.agreement.Progress;
import io.zerostream.job.internal.control.ModelContent;
import io.zerostream.job.internal.control.Plan;
import io.zerostream.job.internal.models.Opening;
import io.zerostream.job.internal.models.OutOfMemory;
import io.zerostream.job.internal.models.SharedModel;
import io.zerostream.model.ModelException;
import io.zerostream.schemas.Backoff;
import io.zerostream.schemas.RegistryKeys;
import io.zerostream.schemas.avro.ModelVersion;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The models that this task has, opens, tries again to open, and refuses. Nothing is kept of what nobody wants any more:
 * an opening under way is given up, so that what is wanted now never waits for it. Of each plan one model is opened at a
 * time. Task thread only.
 */
final class ModelDesk implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ModelDesk.class);
    private static final Backoff RETRY = new Backoff(Duration.ofSeconds(1), Duration.ofMinutes(1));

    /** Why a model is not open though it was tried. */
    private static final class Trouble {
        private boolean refused;
        private final boolean sick;
        private final int failures;
        private final String reason;
        private boolean waiting;

        Trouble(boolean refused, boolean sick, int failures, String reason) {
            this.refused = refused;
            this.sick = sick;
            this.failures = failures;
            this.reason = reason;
            this.waiting = !refused;
        }
    }

    /**
     * How far a plan is here.
     *
     * @param reason why it is no further; empty = nothing to say
     */
    record Status(Progress progress, String reason) {}

    private final Consumer<Alarm> alarms;
    private final Runnable retryIsDue;
    private final OpenModels models = new OpenModels();
    // by version and not by content: the same may be where it can be had in another version
    private final Map<ModelVersion, Opening> openings = new HashMap<>();
    private final Map<ModelVersion, Trouble> troubles = new HashMap<>();
    /** Models that all subtasks have opened, or that served before: they are never refused for good. */
    private Set<ModelContent> trusted = Set.of();

    private @Nullable Background background;
    private long openingSince;
    private Duration opened = Duration.ZERO;
    private volatile boolean deviceSick;

    /** @param retryIsDue runs when {@link #want} is to be called again */
    ModelDesk(Consumer<Alarm> alarms, Runnable retryIsDue) {
        this.alarms = alarms;
        this.retryIsDue = retryIsDue;
    }

    void start(Background work) {
        background = work;
    }

    /**
     * All subtasks have opened these models, or they served before the restart. What goes wrong with them from now on may
     * pass, and what did already is tried again.
     */
    void trust(Plan plan) {
        trusted = plan.versions().stream().map(ModelContent::of).collect(Collectors.toSet());
        if (background != null) {
            background.trust(plan.versions());
        }
        troubles.forEach((version, trouble) -> trouble.refused &= !trusted.contains(ModelContent.of(version)));
    }

    /** The version with its model, or null while that is not open. */
    @Nullable
    Served get(ModelVersion version) {
        return models.get(version);
    }

    /** Whether a model that is wanted does not answer its probe pictures for a reason that is the device's. Any thread. */
    boolean deviceSick() {
        return deviceSick;
    }

    private void lookForSickDevice() {
        deviceSick = troubles.values().stream().anyMatch(trouble -> trouble.sick);
    }

    /** Opens what these plans need and gives back the rest; batches under way hold shares of their own. */
    void want(List<Plan> plans) {
        Set<ModelVersion> all =
                plans.stream().flatMap(p -> p.versions().stream()).collect(Collectors.toSet());
        models.keepOnly(all);
        troubles.keySet().retainAll(all);
        lookForSickDevice();
        openings.entrySet().removeIf(entry -> {
            if (all.contains(entry.getKey())) {
                return false;
            }
            LOG.info("event=abandoned model=\"{}\" why=\"nobody wants it any more\"", Plan.id(entry.getKey()));
            entry.getValue().abandon();
            return true;
        });
        plans.forEach(this::openNext);
    }

    private void openNext(Plan plan) {
        List<ModelVersion> missing = new ArrayList<>();
        for (ModelVersion version : plan.versions()) {
            if (openings.containsKey(version)) {
                return;
            }
            Trouble trouble = troubles.get(version);
            if (models.get(version) == null && (trouble == null || !(trouble.refused || trouble.waiting))) {
                missing.add(version);
            }
        }
        if (!missing.isEmpty() && background != null) {
            ModelVersion next = missing.get(0);
            LOG.info(
                    "event=opening model=\"{}\" deployment={} revision={}",
                    Plan.id(next),
                    plan.deployment().getName(),
                    plan.deployment().getRevision());
            openingSince = System.nanoTime();
            openings.put(next, background.open(next));
        }
    }

    /** Takes over the share. */
    void opened(ModelVersion version, SharedModel model) {
        openings.remove(version);
        Trouble former = troubles.remove(version);
        lookForSickDevice();
        opened = opened.plusNanos(System.nanoTime() - openingSince);
        models.add(version, model);
        if (former != null && former.sick) {
            alarms.accept(alarm(Alarm.Code.DEVICE_RECOVERED, version, " answers its probe pictures again"));
        }
    }

    /** Says why, and whether and when it is tried again. */
    void notOpened(ModelVersion version, Exception why) {
        openings.remove(version);
        Trouble former = troubles.get(version);
        int failures = former == null ? 1 : former.failures + 1;
        Alarm.Code code = code(why);
        String reason = code == Alarm.Code.MODEL_UNREACHABLE ? why.toString() : String.valueOf(why.getMessage());
        boolean refused = code == Alarm.Code.MODEL_REFUSED && !trusted.contains(ModelContent.of(version));
        boolean sick = code == Alarm.Code.DEVICE_SICK || (!refused && former != null && former.sick);
        Trouble trouble = new Trouble(refused, sick, failures, reason);
        troubles.put(version, trouble);
        lookForSickDevice();
        Duration wait = RETRY.after(failures);
        String what =
                switch (code) {
                    case MODEL_REFUSED ->
                        refused
                                ? " is refused, what served before goes on: "
                                : " was opened elsewhere or before, but cannot be here" + again(wait, failures);
                    case DEVICE_SICK -> " cannot serve" + again(wait, failures);
                    case MODEL_NO_MEMORY -> " found no room on the device" + again(wait, failures);
                    default -> " could not be fetched" + again(wait, failures);
                };
        alarms.accept(alarm(code, version, what + reason).because(why.toString()));
        if (!refused && background != null) {
            background.later(wait, "try a model again", () -> {
                trouble.waiting = false;
                retryIsDue.run();
            });
        }
    }

    private static Alarm.Code code(Exception why) {
        if (why instanceof DeviceException) {
            return Alarm.Code.DEVICE_SICK;
        }
        if (OutOfMemory.is(why)) {
            return Alarm.Code.MODEL_NO_MEMORY;
        }
        return why instanceof ModelException ? Alarm.Code.MODEL_REFUSED : Alarm.Code.MODEL_UNREACHABLE;
    }

    private static String again(Duration wait, int failures) {
        return ", trying again in " + wait.toMillis() + " ms (failure " + failures + "): ";
    }

    private static Alarm alarm(Alarm.Code code, ModelVersion version, String what) {
        return new Alarm(
                        code,
                        RegistryKeys.modelVersion(version.getName(), version.getVersion()),
                        "model " + Plan.id(version) + what)
                .ofModel(Plan.id(version));
    }

    /** How far a plan is; READY = all its models are open. */
    Status status(Plan plan) {
        Status worst = new Status(Progress.READY, "");
        for (ModelVersion version : plan.versions()) {
            Status status = status(version);
            if (status.progress() == Progress.REFUSED) {
                return status;
            }
            if (status.progress() == Progress.RETRYING || worst.progress() == Progress.READY) {
                worst = status;
            }
        }
        return worst;
    }

    private Status status(ModelVersion version) {
        Trouble trouble = troubles.get(version);
        if (models.get(version) != null) {
            return new Status(Progress.READY, "");
        }
        if (trouble == null) {
            return new Status(Progress.OPENING, "");
        }
        return new Status(
                trouble.refused ? Progress.REFUSED : Progress.RETRYING,
                "model " + Plan.id(version) + ": " + trouble.reason);
    }

    /** How long models have been opened for since the last call. */
    Duration takeOpeningTime() {
        Duration took = opened;
        opened = Duration.ZERO;
        return took;
    }

    @Override
    public void close() {
        openings.values().forEach(Opening::abandon);
        openings.clear();
        models.close();
    }
}
