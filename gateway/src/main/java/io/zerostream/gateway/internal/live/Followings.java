package io.zerostream.gateway.internal.live;

import io.zerostream.gateway.internal.view.ServingView;
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

    /** A job's next notice. */
    public void notice(JobNotice notice) {
        of(notice.getDeployment()).notice(notice);
    }

    /** What a job said last counts as long as nobody knows that none runs. */
    @Override
    public Optional<ServingView> serving(String deployment) {
        return isOwn(deployment) && flink.noJob()
                ? Optional.empty()
                : of(deployment).serving();
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
