package io.zerostream.gateway.internal.live;

import io.zerostream.gateway.internal.view.InUse;
import io.zerostream.gateway.internal.view.ServingView;
import io.zerostream.schemas.avro.ClassSet;
import io.zerostream.schemas.avro.Deployment;
import io.zerostream.schemas.avro.JobNotice;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** How jobs follow their deployments, by what their notices say and by what runs at all. Thread-safe. */
public final class Followings implements Jobs {
    /** Notices name deployments as they like: the ones that were asked about or heard of last are kept. */
    private static final int KEPT = 1000;

    private final Following own;
    private final String ownName;
    private final Clock clock;
    private final JobManager flink;
    private final RevisionsInUse inUse = new RevisionsInUse();
    private final Map<String, Following> others = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Following> eldest) {
            return size() > KEPT;
        }
    };

    /**
     * @param own name of the gateway's deployment, which is always kept
     * @param flink says whether a job of the gateway's deployment runs
     */
    public Followings(String own, Clock clock, JobManager flink) {
        this.own = new Following(own, clock);
        this.ownName = own;
        this.clock = clock;
        this.flink = flink;
    }

    /** That of the gateway's deployment. */
    public Following own() {
        return own;
    }

    private synchronized Following of(String deployment) {
        return isOwn(deployment) ? own : others.computeIfAbsent(deployment, name -> new Following(name, clock));
    }

    private boolean isOwn(String deployment) {
        return deployment.equals(ownName);
    }

    /** Whether a notice is one of many that say since when a class set's revision is in use: none for people to read. */
    public static boolean tellsOfUse(JobNotice notice) {
        return notice.getCode().equals(RevisionsInUse.CODE);
    }

    /** A job's next notice. */
    public void notice(JobNotice notice) {
        if (isOwn(notice.getDeployment())) {
            inUse.notice(notice);
        }
        of(notice.getDeployment()).notice(notice);
    }

    /** What a job said last counts as long as nobody knows that none runs. */
    @Override
    public Optional<ServingView> serving(String deployment) {
        return isOwn(deployment) && flink.noJob()
                ? Optional.empty()
                : of(deployment).serving();
    }

    /** Of the gateway's deployment only. */
    @Override
    public Optional<InUse> inUse(String deployment, ClassSet revision) {
        return isOwn(deployment) ? inUse.of(revision) : Optional.empty();
    }

    @Override
    public List<String> problems(Deployment wanted) {
        Following job = of(wanted.getName());
        // jobs of others may run elsewhere
        Optional<String> flinks = isOwn(wanted.getName()) ? flink.problem() : Optional.empty();
        return Stream.of(flinks, job.problem(wanted), job.restarts())
                .flatMap(Optional::stream)
                .toList();
    }
}
