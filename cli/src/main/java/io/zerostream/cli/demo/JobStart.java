package io.zerostream.cli.demo;

import io.zerostream.cli.client.UserException;
import io.zerostream.platform.EmbeddedPlatform;
import io.zerostream.platform.config.FlinkPaths;
import io.zerostream.platform.config.KeptState;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.RecoveryClaimMode;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.ExceptionUtils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts a job from the newest state of the jobs before it, from an older one where that cannot be gone on from, and
 * without any where there is none. A state is given up for a fault of its own only: what else keeps the job from starting
 * may be mended, and then it goes on.
 */
final class JobStart {
    private static final Logger LOG = LoggerFactory.getLogger(JobStart.class);

    /** Flink's, in which all fails that fails about a state before a job runs. */
    private static final String RESTORING = "CheckpointCoordinator.restoreSavepoint";

    private static final String WITHOUT_STATE = "It goes on with the pictures that it had not told Kafka to be done:"
            + " labels of its last seconds may come twice, and what was open of label-stats and sightings is lost.";

    private final EmbeddedPlatform platform;
    private final Supplier<StreamExecutionEnvironment> jobs;
    private final Duration transactionTimeout;
    private final Consumer<String> out;

    /**
     * @param jobs a new environment with the job at each call
     * @param transactionTimeout how long Kafka keeps what was being written
     * @param out takes lines for people
     */
    JobStart(
            EmbeddedPlatform platform,
            Supplier<StreamExecutionEnvironment> jobs,
            Duration transactionTimeout,
            Consumer<String> out) {
        this.platform = platform;
        this.jobs = jobs;
        this.transactionTimeout = transactionTimeout;
        this.out = out;
    }

    /** @throws UserException when Flink refuses it; its state is kept then */
    JobClient start() {
        boolean older = false;
        List<KeptState> states = platform.keptStates();
        for (int i = 0; i < states.size(); i++) {
            KeptState state = states.get(i);
            Optional<JobClient> job = from(state);
            if (job.isPresent()) {
                // its tasks have yet to read it: until the next start, the checkpoint before can take its place. Behind
                // a
                // savepoint there may be an old one, whose pictures were labelled long ago
                Stream<KeptState> before = states.subList(i + 1, states.size()).stream()
                        .filter(each -> each.damage() == null && !state.cleanStop())
                        .limit(1);
                platform.startedFrom(Stream.concat(Stream.of(state), before).toList());
                tell(state, older);
                return job.get();
            }
            older = true;
        }
        if (platform.hadCheckpoints()) {
            out.accept("The job starts without its state: "
                    + (older ? "there is no other. " : "no checkpoint of the last demo was kept. ") + WITHOUT_STATE);
        }
        StreamExecutionEnvironment env = jobs.get();
        JobClient job;
        try {
            job = env.executeAsync(DemoJob.NAME);
        } catch (Exception e) {
            // executeAsync declares Exception
            throw new UserException("Flink refused the job: " + e.getMessage(), e);
        }
        platform.startedFrom(List.of());
        return job;
    }

    /** Empty when the state is at fault. */
    private Optional<JobClient> from(KeptState state) {
        if (state.damage() != null) {
            setAside(state, state.damage());
            return Optional.empty();
        }
        StreamExecutionEnvironment env = jobs.get();
        env.configure(new Configuration()
                .set(StateRecoveryOptions.SAVEPOINT_PATH, FlinkPaths.of(state.folder()))
                // what only an operator knew that is no more is of no use to anybody
                .set(StateRecoveryOptions.SAVEPOINT_IGNORE_UNCLAIMED_STATE, true)
                // it is deleted as soon as there is a newer one
                .set(StateRecoveryOptions.RESTORE_MODE, RecoveryClaimMode.CLAIM));
        try {
            return Optional.of(env.executeAsync(DemoJob.NAME));
        } catch (Exception e) {
            // executeAsync declares Exception
            if (!ExceptionUtils.stringifyException(e).contains(RESTORING)) {
                throw new UserException(
                        "Flink refused the job: " + e.getMessage() + ". Its state is kept in " + state.folder()
                                + ": mend the reason (the log has it whole) and start again, or begin anew with --fresh",
                        e);
            }
            LOG.warn("cannot go on from {}", state.folder(), e);
            setAside(state, "Flink cannot restore it, and the log says why");
            return Optional.empty();
        }
    }

    private void setAside(KeptState state, String reason) {
        Path now = platform.setAside(state);
        out.accept("The job cannot go on from its " + name(state) + ": " + reason + ". It is kept in " + now
                + "; delete it when nobody needs it.");
    }

    private static String name(KeptState state) {
        return (state.cleanStop() ? "savepoint" : "last checkpoint") + " of "
                + state.completedAt().truncatedTo(ChronoUnit.SECONDS);
    }

    private void tell(KeptState state, boolean older) {
        out.accept("The job goes on from its " + name(state)
                + (older ? ", an older one: labels since then come twice, with the same event_id." : "."));
        if (!state.cleanStop() && state.completedAt().plus(transactionTimeout).isBefore(Instant.now())) {
            out.accept("It was killed longer ago than Kafka keeps what was being written (sink.transaction-timeout, "
                    + transactionTimeout.toMinutes() + " min): labels of that moment may be missing.");
        }
    }
}
