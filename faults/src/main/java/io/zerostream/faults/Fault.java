package io.zerostream.faults;

import io.zerostream.platform.config.ClusterNode;
import io.zerostream.schemas.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.TopicDescription;

/**
 * Something that goes wrong, and is mended again by whoever watches the machines.
 *
 * @param name for the table
 * @param action breaks and mends
 */
record Fault(String name, Action action) {
    private static final Duration SUPERVISOR = Duration.ofSeconds(3);
    private static final Duration PAUSE = Duration.ofSeconds(30);
    private static final Duration OUTAGE = Duration.ofSeconds(20);

    /** Breaks something while a job runs. */
    interface Action {
        /**
         * Looks for what to break, and waits for the moment.
         *
         * @param job its id
         * @return breaks it at once; returns when it is mended
         */
        Runnable approach(Theatre theatre, String job);
    }

    /**
     * All of them; the disk only where it can be filled.
     *
     * @param names part of the names of those that are wanted
     */
    static List<Fault> all(Theatre theatre, Pattern names) {
        List<Fault> faults = new ArrayList<>();
        for (Moment moment : Moment.values()) {
            faults.add(taskManagerKilled(moment));
        }
        faults.add(new Fault(
                "job manager killed",
                (t, job) -> () -> killAndRestart(t.cluster().jobManager())));
        faults.add(new Fault("broker that leads labels-0 killed", Fault::brokerKilled));
        faults.add(new Fault("task manager stopped for 30 s", Fault::taskManagerPaused));
        faults.add(new Fault("registry away for 20 s, task manager killed", Fault::registryCut));
        faults.add(new Fault(
                "records sent that say the wrong things", (t, job) -> () -> new PoisonPills(t.kafka()).send()));
        if (theatre.disk().canBeFilled()) {
            faults.add(new Fault("disk of checkpoints full for 20 s", (t, job) -> () -> fill(t.disk())));
        }
        return faults.stream().filter(f -> names.matcher(f.name()).find()).toList();
    }

    /** What a device can do to a job that looks at it: see {@link SickDevice}. */
    static List<Fault> ofDevice(SickDevice device) {
        return List.of(
                new Fault(
                        "every picture fails on a sick device, task manager killed meanwhile",
                        (t, job) -> () -> sick(t, job, device, SickDevice.FAILS, true)),
                new Fault(
                        "no call of the model returns",
                        (t, job) -> () -> sick(t, job, device, SickDevice.HANGS, false)));
    }

    /** Until Flink has restarted the job for it; with a kill, until it has done so again. */
    private static void sick(Theatre theatre, String job, SickDevice device, String how, boolean kill) {
        long before = theatre.rest().restarts(job);
        device.becomes(how);
        try {
            Theatre.await(
                    "the job to fail on a sick device",
                    OUTAGE.multipliedBy(3),
                    () -> theatre.rest().restarts(job) > before);
            if (kill) {
                theatre.awaitHealthy(job);
                killAndRestart(busy(theatre, job));
                theatre.awaitHealthy(job);
            }
            Theatre.sleep(OUTAGE);
        } finally {
            device.heal();
        }
    }

    private static Fault taskManagerKilled(Moment moment) {
        return new Fault("task manager killed, " + moment.name().toLowerCase(Locale.ROOT), (t, job) -> {
            ClusterNode victim = busy(t, job);
            if (!moment.await(t.rest(), job, Theatre.flinkId(victim))) {
                throw new FaultException("never saw the moment " + moment + ": nothing was killed");
            }
            return () -> killAndRestart(victim);
        });
    }

    private static Runnable brokerKilled(Theatre theatre, String job) {
        ClusterNode leader = leaderOfLabels(theatre);
        return () -> killAndRestart(leader);
    }

    /** As a supervisor does. */
    private static void killAndRestart(ClusterNode node) {
        node.kill();
        Theatre.sleep(SUPERVISOR);
        node.restart();
    }

    private static Runnable taskManagerPaused(Theatre theatre, String job) {
        ClusterNode victim = busy(theatre, job);
        return () -> {
            victim.pause();
            try {
                Theatre.sleep(PAUSE);
            } finally {
                victim.resume();
            }
        };
    }

    /** A new task has to ask the registry for its schemas: the one that runs knows them. */
    private static Runnable registryCut(Theatre theatre, String job) {
        ClusterNode registry = theatre.cluster().registry();
        ClusterNode victim = busy(theatre, job);
        return () -> {
            registry.kill();
            try {
                killAndRestart(victim);
                Theatre.sleep(OUTAGE.minus(SUPERVISOR));
            } finally {
                registry.restart();
            }
        };
    }

    private static void fill(SmallDisk disk) {
        disk.fill();
        try {
            Theatre.sleep(OUTAGE);
        } finally {
            disk.clear();
        }
    }

    /** A task manager that runs the network. */
    private static ClusterNode busy(Theatre theatre, String job) {
        var hosts = theatre.rest().hosts(job, "classify");
        return theatre.cluster().taskManagers().stream()
                .filter(t -> hosts.contains(Theatre.flinkId(t)))
                .findFirst()
                .orElseThrow(() -> new FaultException("no task manager runs 'classify' (Flink says " + hosts + ")"));
    }

    private static ClusterNode leaderOfLabels(Theatre theatre) {
        String topic = Topics.LABELS.name();
        try (Admin admin = Admin.create(Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, theatre.kafka().bootstrapServers()))) {
            TopicDescription labels = Objects.requireNonNull(
                    admin.describeTopics(List.of(topic)).allTopicNames().get().get(topic));
            int leader = labels.partitions().get(0).leader().id();
            return theatre.cluster().brokers().get(leader - 1);
        } catch (ExecutionException e) {
            throw new FaultException("cannot find the leader of " + topic, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new FaultException("interrupted", e);
        }
    }
}
