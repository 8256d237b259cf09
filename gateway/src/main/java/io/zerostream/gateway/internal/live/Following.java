package io.zerostream.gateway.internal.live;

import io.zerostream.gateway.internal.view.ServingView;
import io.zerostream.schemas.SafeText;
import io.zerostream.schemas.avro.Deployment;
import io.zerostream.schemas.avro.JobNotice;
import io.zerostream.schemas.avro.NoticeKind;
import io.zerostream.schemas.avro.ZeroShotLabel;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Whether the job follows a deployment as the registry has it, by what its notices say. Thread-safe. */
public final class Following {
    private static final String REFUSED = "DEPLOYMENT_REFUSED";
    private static final String MODEL = "MODEL";
    private static final String NOT_SERVING = "NOT_SERVING";
    private static final String SERVING_RECOVERED = "SERVING_RECOVERED";
    /** The subtask that says for all what they have agreed to serve. */
    private static final int TELLS_OF_SWAPS = 0;

    /** Why a model is not open, now or ever. */
    private static final Set<String> NOT_OPEN =
            Set.of("MODEL_REFUSED", "MODEL_UNREACHABLE", "MODEL_NO_MEMORY", "DEVICE_SICK");

    /** Opening a model takes a second or two; what takes longer people should know of. */
    private static final Duration LATE = Duration.ofSeconds(10);

    /** A subtask that serves nothing says so each minute. */
    private static final Duration IDLE_SAYS_SO = Duration.ofSeconds(90);

    /** As the alert JobRestarts has it. */
    private static final int TOO_OFTEN = 3;

    private static final Duration RESTARTS_WITHIN = Duration.ofMinutes(10);

    private final String deployment;
    private final Clock clock;
    private long serves;
    private String servingModel = "";
    private Instant servingSince = Instant.EPOCH;
    /** When the job said again what it served already: it began anew. */
    private final Deque<Instant> beganAnew = new ArrayDeque<>();

    private String labelModel = "";
    private Instant labelledAt = Instant.EPOCH;
    private @Nullable Deployment wanted;
    private Instant wantedSince = Instant.EPOCH;
    private long refused;
    private String why = "";
    private String troubledModel = "";
    private String trouble = "";
    /** What subtasks said that serve nothing, by their index. */
    private final Map<Integer, Idle> idle = new TreeMap<>();

    /** How often the job has told of swaps: what came before one, in the order of the topic, whatever clocks say. */
    private long swaps;

    /** @param heard by our clock, for those of the job's machines may go ahead or behind */
    private record Idle(Instant heard, long swaps, String message) {}

    /** @param deployment its name */
    public Following(String deployment, Clock clock) {
        this.deployment = deployment;
        this.clock = clock;
    }

    /** The job's next notice. */
    public synchronized void notice(JobNotice notice) {
        if (!notice.getDeployment().equals(deployment)) {
            return;
        }
        if (notice.getKind() == NoticeKind.SWAP && notice.getCode().equals(MODEL)) {
            if (serves == notice.getRevision() && servingModel.equals(notice.getModel())) {
                beganAnew.addLast(notice.getAt());
                if (beganAnew.size() > TOO_OFTEN) {
                    beganAnew.removeFirst();
                }
            }
            serves = notice.getRevision();
            servingModel = notice.getModel();
            servingSince = notice.getAt();
            swaps++;
            troubledModel = "";
            idle.remove(notice.getSubtask());
            // without a reason it is a record that was refused at the door, and no revision that could not be followed
        } else if (notice.getCode().equals(REFUSED) && !notice.getReason().isEmpty()) {
            refused = notice.getRevision();
            why = SafeText.of(notice.getReason());
        } else if (notice.getCode().equals(NOT_SERVING)) {
            idle.put(notice.getSubtask(), new Idle(clock.instant(), swaps, SafeText.of(notice.getMessage())));
        } else if (notice.getCode().equals(SERVING_RECOVERED)) {
            idle.remove(notice.getSubtask());
        } else if (NOT_OPEN.contains(notice.getCode())) {
            troubledModel = notice.getModel();
            trouble = SafeText.of(notice.getCode() + ": " + notice.getMessage());
        }
    }

    /** The job's next label: tells what serves where the notice of it is no longer kept. A canary's does not. */
    public synchronized void label(ZeroShotLabel label) {
        if (wanted != null && label.getModelVersion().equals(wanted.getCanaryVersion())) {
            return;
        }
        labelModel = label.getModel() + ' ' + label.getModelVersion();
        labelledAt = label.getLabelledAt();
    }

    /** What serves, as the job has said; empty = it has not, or says that nothing does. */
    public synchronized Optional<ServingView> serving() {
        if (idle.containsKey(TELLS_OF_SWAPS)) {
            return Optional.empty();
        }
        if (serves == 0) {
            return labelModel.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new ServingView(labelModel, 0, labelledAt.toString()));
        }
        return Optional.of(new ServingView(servingModel, serves, servingSince.toString()));
    }

    /** Why the job cannot be said to go on, whatever it serves; empty = nothing is known against it. */
    public synchronized Optional<String> restarts() {
        Instant since = clock.instant().minus(RESTARTS_WITHIN);
        long recent = beganAnew.stream().filter(since::isBefore).count();
        return recent < TOO_OFTEN
                ? Optional.empty()
                : Optional.of("the job began anew " + recent + " times within " + RESTARTS_WITHIN.toMinutes()
                        + " minutes, last at " + beganAnew.getLast().truncatedTo(ChronoUnit.SECONDS)
                        + ": see event=failure in its log");
    }

    /** The registry has a deployment; it is the newest one that the job should follow. */
    public synchronized void wants(Deployment newest) {
        Deployment before = wanted;
        wanted = newest;
        // removed and created again it may have a number that it had
        if (before == null
                || before.getRevision() != newest.getRevision()
                || !modelOf(before).equals(modelOf(newest))) {
            wantedSince = clock.instant();
        }
    }

    /**
     * @param newest the deployment as the registry has it
     * @return why the job serves something else, for people; empty = it follows, or is about to, or has not said yet
     */
    public synchronized Optional<String> problem(Deployment newest) {
        wants(newest);
        forgetSubtasksThatAreNoMore();
        if (!idle.isEmpty()) {
            Map.Entry<Integer, Idle> first = idle.entrySet().iterator().next();
            String more = idle.size() == 1 ? "" : " (nor do " + (idle.size() - 1) + " other subtasks)";
            return Optional.of("subtask " + first.getKey() + " of the job labels nothing" + more + ": "
                    + first.getValue().message());
        }
        if (serves == 0 || isServed(newest)) {
            return Optional.empty();
        }
        String revision = "revision " + newest.getRevision() + " of deployment '" + deployment + "'";
        if (refused == newest.getRevision() && refused > serves) {
            return Optional.of(
                    "the job gave up " + revision + " and serves what it did before (see job-notices): " + why);
        }
        return clock.instant().isBefore(wantedSince.plus(LATE))
                ? Optional.empty()
                : Optional.of(revision + " (model " + SafeText.of(modelOf(newest)) + ") is wanted since "
                        + wantedSince.truncatedTo(ChronoUnit.SECONDS)
                        + " and does not serve yet; the job serves revision " + serves + " (model "
                        + SafeText.of(servingModel) + ")" + hint(newest));
    }

    /** After a rescale there may be fewer; one that is there and serves nothing has said so again. */
    private void forgetSubtasksThatAreNoMore() {
        Instant said = clock.instant().minus(IDLE_SAYS_SO);
        idle.values().removeIf(one -> one.swaps() < swaps && one.heard().isBefore(said));
    }

    private boolean isServed(Deployment newest) {
        return serves == newest.getRevision() && (servingModel.isEmpty() || servingModel.equals(modelOf(newest)));
    }

    private String hint(Deployment newest) {
        if (newest.getRevision() <= serves) {
            return ", and takes no revision that is not above it: change the deployment again until it is";
        }
        boolean ofIt =
                List.of(newest.getVersion(), other(newest.getCanaryVersion()), other(newest.getShadowVersion()))
                        .stream()
                        .anyMatch(version -> troubledModel.equals(model(newest, version)));
        return ofIt && !troubledModel.equals(servingModel) ? ": " + trouble : "; see job-notices and the job's log";
    }

    private static String other(@Nullable String version) {
        return version == null ? "" : version;
    }

    /** As the job's notices name it. */
    private static String modelOf(Deployment deployment) {
        return model(deployment, deployment.getVersion());
    }

    private static String model(Deployment deployment, String version) {
        return deployment.getModel() + ' ' + version;
    }
}
