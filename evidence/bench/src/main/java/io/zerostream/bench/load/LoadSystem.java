package io.zerostream.bench.load;

import io.zerostream.job.config.JobConfig;
import io.zerostream.platform.EmbeddedPlatform;
import io.zerostream.platform.config.PlatformConfig;
import io.zerostream.schemas.EndTail;
import io.zerostream.schemas.KafkaConnection;
import io.zerostream.schemas.Opened;
import io.zerostream.schemas.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** What every load run needs: the platform, the bundled network published, pictures, and the account of them. */
final class LoadSystem implements AutoCloseable {
    private static final long TICK_MS = 50;

    private final Opened opened = new Opened();
    private final EmbeddedPlatform platform;
    private final Account account = new Account();
    private final Switches switches;
    private final EndTail ends;
    private final Load load;

    /**
     * Starts everything but a job.
     *
     * @param home folder of its data; what an earlier run left there is deleted
     * @throws Exception as what does not start reports
     */
    LoadSystem(Path home) throws Exception {
        try {
            platform = opened.add(EmbeddedPlatform.start(PlatformConfig.at(home).forgetting(true)));
            switches = opened.add(new Switches(kafka()));
            ends = opened.add(new EndTail(kafka(), Topics.LABELS, account::labelled, account::dead));
            load = opened.add(new Load(kafka(), Topics.IMAGES, account));
        } catch (Exception e) {
            close();
            throw e;
        }
    }

    KafkaConnection kafka() {
        return platform.connection();
    }

    Account account() {
        return account;
    }

    Switches switches() {
        return switches;
    }

    Load load() {
        return load;
    }

    /** Starts the job, with defaults but for the change; the caller closes it, before this. */
    RunningJob job(UnaryOperator<JobConfig> change) throws Exception {
        return job(change, null);
    }

    /** The same, going on from a savepoint. */
    RunningJob job(UnaryOperator<JobConfig> change, @Nullable String savepoint) throws Exception {
        return new RunningJob(platform, change.apply(JobConfig.defaults(kafka())), savepoint);
    }

    /**
     * Waits until each picture that was sent has come out.
     *
     * @return whether that was so before the patience ended
     */
    boolean drained(Duration patience) throws InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        while (account.owed() > 0) {
            ends.check();
            if (System.nanoTime() > end) {
                return false;
            }
            Thread.sleep(TICK_MS);
        }
        return true;
    }

    @Override
    public void close() {
        opened.close();
    }
}
