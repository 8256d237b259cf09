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
        Runnable approach(FaultCluster system, String job);
    }

    /**
     * All of them; the disk only where it can be filled.
     *
     * @param names part of the names of those that are wanted
     */
    static List<Fault> all(FaultCluster system, Pattern names) {
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
        if (system.disk().canBeFilled()) {
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
    private static void sick(FaultCluster system, String job, SickDevice device, String how, boolean kill) {
        long before = system.rest().restarts(job);
        device.becomes(how);
        try {
            FaultCluster.await(
                    "the job to fail on a sick device",
                    OUTAGE.multipliedBy(3),
                    () -> system.rest().restarts(job) > before);
            if (kill) {
                system.awaitHealthy(job);
                killAndRestart(busy(system, job));
                system.awaitHealthy(job);
            }
            FaultCluster.sleep(OUTAGE);
        } finally {
            device.heal();
        }
    }

    private static Fault taskManagerKilled(Moment moment) {
        return new Fault("task manager killed, " + moment.name().toLowerCase(Locale.ROOT), (t, job) -> {
            ClusterNode victim = busy(t, job);
            if (!moment.await(t.rest(), job, FaultCluster.flinkId(victim))) {
                throw new FaultException("never saw the moment " + moment + ": nothing was killed");
            }
            return () -> killAndRestart(victim);
        });
    }

    private static Runnable brokerKilled(FaultCluster system, String job) {
        ClusterNode leader = leaderOfLabels(system);
        return () -> killAndRestart(leader);
    }

    /** As a supervisor does. */
    private static void killAndRestart(ClusterNode node) {
        node.kill();
        FaultCluster.sleep(SUPERVISOR);
        node.restart();
    }

    private static Runnable taskManagerPaused(FaultCluster system, String job) {
        ClusterNode victim = busy(system, job);
        return () -> {
            victim.pause();
            try {
                FaultCluster.sleep(PAUSE);
            } finally {
                victim.resume();
            }
        };
    }

    /** A new task has to ask the registry for its schemas: the one that runs knows them. */
    private static Runnable registryCut(FaultCluster system, String job) {
        ClusterNode registry = system.cluster().registry();
        ClusterNode victim = busy(system, job);
        return () -> {
            registry.kill();
            try {
                killAndRestart(victim);
                FaultCluster.sleep(OUTAGE.minus(SUPERVISOR));
            } finally {
                registry.restart();
            }
        };
    }

    private static void fill(SmallDisk disk) {
        disk.fill();
        try {
            FaultCluster.sleep(OUTAGE);
        } finally {
            disk.clear();
        }
    }

    /** A task manager that runs the network. */
    private static ClusterNode busy(FaultCluster system, String job) {
        var hosts = system.rest().hosts(job, "classify");
        return system.cluster().taskManagers().stream()
                .filter(t -> hosts.contains(FaultCluster.flinkId(t)))
                .findFirst()
                .orElseThrow(() -> new FaultException("no task manager runs 'classify' (Flink says " + hosts + ")"));
    }

    private static ClusterNode leaderOfLabels(FaultCluster system) {
        String topic = Topics.LABELS.name();
        try (Admin admin = system.kafka().admin(Map.of())) {
            TopicDescription labels = Objects.requireNonNull(
                    admin.describeTopics(List.of(topic)).allTopicNames().get().get(topic));
            int leader = labels.partitions().get(0).leader().id();
            return system.cluster().brokers().get(leader - 1);
        } catch (ExecutionException e) {
            throw new FaultException("cannot find the leader of " + topic, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new FaultException("interrupted", e);
        }
    }
}
