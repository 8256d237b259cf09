package io.zerostream.platform.internal;

import io.zerostream.platform.config.FlinkPaths;
import io.zerostream.platform.config.KeptState;
import io.zerostream.platform.config.PlatformException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.flink.api.common.JobID;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.client.JobStatusMessage;
import org.apache.flink.runtime.messages.webmonitor.ClusterOverview;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Flink in this JVM: one job manager, one task manager, the web UI on loopback. A task manager ends at what it takes for a
 * fault of its own, and the mini cluster starts none in its place, as whoever runs a real one does: so we look after it.
 */
public final class FlinkCluster implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FlinkCluster.class);
    private static final Duration END_JOBS = Duration.ofSeconds(10);
    private static final Duration ANSWER = Duration.ofSeconds(10);
    private static final Duration END_CLUSTER = Duration.ofSeconds(10);

    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(2);
    /** Looks in vain until it has ended: one that was only held up, as when a laptop slept, reports again before. */
    private static final int GONE = 5;

    private final MiniCluster cluster;
    private final ScheduledExecutorService keeper;
    private final URI web;
    private final Configuration ofJobs;
    private final StateFolders states;
    private final boolean hadCheckpoints;
    private final List<KeptState> kept;
    /** Looks in vain so far. */
    private int missed;

    private FlinkCluster(MiniCluster cluster, URI web, HomeFolder home) {
        this.cluster = cluster;
        this.web = web;
        this.ofJobs = FlinkSettings.ofJobs(home);
        this.states = new StateFolders(home);
        this.hadCheckpoints = states.used();
        this.kept = states.found();
        this.keeper = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "keeps-the-task-manager");
            thread.setDaemon(true);
            return thread;
        });
        long every = BETWEEN_LOOKS.toMillis();
        keeper.scheduleWithFixedDelay(this::keepTheTaskManager, every, every, TimeUnit.MILLISECONDS);
    }

    private void keepTheTaskManager() {
        try {
            ClusterOverview overview = cluster.requestClusterOverview().get(ANSWER.toMillis(), TimeUnit.MILLISECONDS);
            missed = overview.getNumTaskManagersConnected() == 0 ? missed + 1 : 0;
            if (missed == GONE && cluster.isRunning()) {
                LOG.warn("Flink's task manager ended (its reason stands above): another is started");
                missed = 0;
                cluster.startTaskManager();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Exception e) {
            // MiniCluster.startTaskManager() declares Exception; it is looked at again
            LOG.warn("cannot look after Flink's task manager: {}", e.toString());
        }
    }

    /**
     * Starts it.
     *
     * @param home checkpoints, savepoints and temporary files go here
     * @param wantedPort of the web UI, or 0 for a free one
     * @param slots task slots
     * @throws PlatformException when it does not come up
     */
    public static FlinkCluster start(HomeFolder home, int wantedPort, int slots) {
        requireHostName();
        Configuration config = FlinkSettings.ofCluster(home, Ports.choose("flink", wantedPort), slots);
        MiniCluster cluster = new MiniCluster(new MiniClusterConfiguration.Builder()
                .setConfiguration(config)
                .setNumTaskManagers(1)
                .setNumSlotsPerTaskManager(slots)
                .setCommonBindAddress(Ports.LOOPBACK)
                .build());
        try {
            cluster.start();
            return new FlinkCluster(cluster, cluster.getRestAddress().get(), home);
        } catch (InterruptedException e) {
            cluster.closeAsync();
            Thread.currentThread().interrupt();
            throw new PlatformException("interrupted while starting Flink", e);
        } catch (Exception e) {
            // MiniCluster.start() declares Exception
            cluster.closeAsync();
            throw new PlatformException("Flink did not start: " + e.getMessage(), e);
        }
    }

    /** The mini cluster asks for it, and does not end its threads when there is none. */
    private static void requireHostName() {
        try {
            LOG.debug("Flink runs on {}", InetAddress.getLocalHost());
        } catch (UnknownHostException e) {
            throw new PlatformException(
                    "Flink cannot start: this machine does not know its own name (" + e.getMessage()
                            + "). Add the line '127.0.0.1 <that name>' to /etc/hosts",
                    e);
        }
    }

    /** Address of the web UI and the REST API. */
    public URI web() {
        return web;
    }

    /** An environment whose jobs run on this cluster. */
    public StreamExecutionEnvironment environment() {
        return StreamExecutionEnvironment.createRemoteEnvironment(web.getHost(), web.getPort(), ofJobs);
    }

    /** States of jobs of earlier runs, the newest first. */
    public List<KeptState> keptStates() {
        return kept;
    }

    /** A job has been started from one of them, or without state: the others are deleted. */
    public void startedFrom(List<KeptState> kept) {
        states.deleteAllBut(kept);
    }

    /** One of them is of no use. @return where it is now */
    public Path setAside(KeptState state) {
        return states.setAside(state);
    }

    /** Whether a job of an earlier run had checkpoints. */
    public boolean hadCheckpoints() {
        return hadCheckpoints;
    }

    /** Where the savepoint goes that a job is stopped with, as Flink reads paths. */
    public String stopFolder() {
        return FlinkPaths.of(states.stopFolder());
    }

    /** Cancels what runs, so that it can let go of its files and connections, and stops. */
    @Override
    public void close() {
        keeper.shutdownNow();
        try {
            within(END_JOBS, "the jobs did not end in good order", cancelAll());
            within(END_CLUSTER, "Flink did not stop in good order", cluster.closeAsync());
        } catch (InterruptedException e) {
            cluster.closeAsync();
            Thread.currentThread().interrupt();
        }
    }

    private CompletableFuture<?> cancelAll() {
        return cluster.listJobs().thenCompose(jobs -> {
            List<JobID> running = jobs.stream()
                    .filter(j -> !j.getJobState().isGloballyTerminalState())
                    .map(JobStatusMessage::getJobId)
                    .toList();
            return CompletableFuture.allOf(running.stream().map(this::cancel).toArray(CompletableFuture<?>[]::new));
        });
    }

    private CompletableFuture<?> cancel(JobID job) {
        return cluster.cancelJob(job).thenCompose(done -> cluster.requestJobResult(job));
    }

    private static void within(Duration time, String otherwise, CompletableFuture<?> work) throws InterruptedException {
        try {
            work.get(time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            LOG.warn(otherwise, e);
        }
    }
}
