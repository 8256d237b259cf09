package io.zerostream.gateway.internal.live;

import io.zerostream.schemas.SafeText;
import io.zerostream.schemas.avro.Deployment;
import io.zerostream.schemas.avro.JobNotice;
import io.zerostream.schemas.avro.NoticeKind;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.Set;

/** Whether the job follows a deployment as the registry has it, by what its notices say. Thread-safe. */
public final class Following {
    private static final String REFUSED = "DEPLOYMENT_REFUSED";
    private static final String MODEL = "MODEL";
    private static final String NOT_SERVING = "NOT_SERVING";
    /** Why a model is not open, now or ever. */
    private static final Set<String> NOT_OPEN =
            Set.of("MODEL_REFUSED", "MODEL_UNREACHABLE", "MODEL_NO_MEMORY", "DEVICE_SICK");

    /** Opening a model takes a second or two; what takes longer people should know of. */
    private static final Duration LATE = Duration.ofSeconds(10);

    private final String deployment;
    private final Clock clock;
    private long serves;
    private String servingModel = "";
    private long wanted;
    private Instant wantedSince = Instant.EPOCH;
    private long refused;
    private String why = "";
    private String troubledModel = "";
    private String trouble = "";
    private String idle = "";

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
            serves = notice.getRevision();
            servingModel = SafeText.of(notice.getModel());
            idle = "";
            // without a reason it is a record that was refused at the door, and no revision that could not be followed
        } else if (notice.getCode().equals(REFUSED) && !notice.getReason().isEmpty()) {
            refused = notice.getRevision();
            why = SafeText.of(notice.getReason());
        } else if (notice.getCode().equals(NOT_SERVING)) {
            idle = SafeText.of(notice.getMessage());
        } else if (NOT_OPEN.contains(notice.getCode())) {
            troubledModel = notice.getModel();
            trouble = SafeText.of(notice.getCode() + ": " + notice.getMessage());
        }
    }

    /** Name and version of the model that serves, as the job has said; empty = it has not. */
    public synchronized Optional<String> servingModel() {
        return serves == 0 || !idle.isEmpty() ? Optional.empty() : Optional.of(servingModel);
    }

    /** The registry has a deployment; it is the newest one that the job should follow. */
    public synchronized void wants(Deployment newest) {
        if (newest.getRevision() != wanted) {
            wanted = newest.getRevision();
            wantedSince = clock.instant();
        }
    }

    /**
     * @param newest the deployment as the registry has it
     * @return why the job serves something else, for people; empty = it follows, or is about to, or has not said yet
     */
    public synchronized Optional<String> problem(Deployment newest) {
        wants(newest);
        if (!idle.isEmpty()) {
            return Optional.of("the job labels nothing: " + idle);
        }
        if (serves == 0 || serves == wanted) {
            return Optional.empty();
        }
        String revision = "revision " + wanted + " of deployment '" + deployment + "'";
        if (refused == wanted) {
            return Optional.of(
                    "the job gave up " + revision + " and serves what it did before (see job-notices): " + why);
        }
        return clock.instant().isBefore(wantedSince.plus(LATE))
                ? Optional.empty()
                : Optional.of(revision + " is wanted since " + wantedSince.truncatedTo(ChronoUnit.SECONDS)
                        + " and does not serve yet; the job serves revision " + serves + " (model " + servingModel
                        + ")" + hint(newest));
    }

    private String hint(Deployment newest) {
        boolean ofIt = troubledModel.startsWith(newest.getModel() + ' ');
        return ofIt && !troubledModel.equals(servingModel) ? ": " + trouble : "; see job-notices and the job's log";
    }
}
