package io.zerostream.gateway.internal.live;

import io.zerostream.schemas.SafeText;
import io.zerostream.schemas.avro.Deployment;
import io.zerostream.schemas.avro.JobNotice;
import io.zerostream.schemas.avro.NoticeKind;
import java.util.Optional;

/** Whether the job follows a deployment as the registry has it, by what its notices say. Thread-safe. */
public final class Following {
    private static final String REFUSED = "DEPLOYMENT_REFUSED";
    private static final String MODEL = "MODEL";

    private final String deployment;
    private long serves;
    private long refused;
    private String why = "";

    /** @param deployment its name */
    public Following(String deployment) {
        this.deployment = deployment;
    }

    /** The job's next notice. */
    public synchronized void notice(JobNotice notice) {
        if (!notice.getDeployment().equals(deployment)) {
            return;
        }
        if (notice.getKind() == NoticeKind.SWAP && notice.getCode().equals(MODEL)) {
            serves = notice.getRevision();
            // without a reason it is a record that was refused at the door, and no revision that could not be followed
        } else if (notice.getCode().equals(REFUSED) && !notice.getReason().isEmpty()) {
            refused = notice.getRevision();
            why = SafeText.of(notice.getReason());
        }
    }

    /**
     * @param wanted the deployment as the registry has it
     * @return why the job serves something else, for people; empty = it follows, or is about to
     */
    public synchronized Optional<String> problem(Deployment wanted) {
        return refused == wanted.getRevision() && serves != refused
                ? Optional.of("the job gave up revision " + refused + " of deployment '" + deployment
                        + "' and serves what it did before (see job-notices): " + why)
                : Optional.empty();
    }
}
