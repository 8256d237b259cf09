package io.zerostream.job.internal.classify;

import ai.djl.Device;
import io.zerostream.job.internal.NativeMemory;
import io.zerostream.job.internal.control.Registry;
import io.zerostream.job.internal.models.PublishedModel;
import io.zerostream.model.checkpoint.Checkpoint;
import io.zerostream.model.checkpoint.Manifest;
import io.zerostream.model.inference.ZeroShotModel;
import io.zerostream.schemas.avro.ModelVersion;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Swaps models under load, in a JVM of its own, and prints the curve as CSV: resident memory after each swap, and how long
 * batches took between the deployment and the first label of the new model.
 */
final class SwapSoak {
    static final String HEADER = "swap,resident_kib,batches,median_batch_ms,worst_batch_ms";
    private static final int PER_BATCH = OperatorHarness.BATCH;
    private static final int QUIET_BATCHES = 20;
    private static final double NANOS_A_MILLI = 1e6;

    private final Registry registry = new Registry();
    private final Map<String, Checkpoint> checkpoints = new HashMap<>();
    private long picture;

    private SwapSoak() {}

    /** @param args how many swaps */
    public static void main(String[] args) throws Exception {
        new SwapSoak().run(Integer.parseInt(args[0]));
        // pools of native threads keep no JVM alive, but Flink's test harness may
        System.exit(0);
    }

    private void run(int swaps) throws Exception {
        TestRegistries registries = new TestRegistries();
        registries.add(registry.everything("colours"));
        for (String version : List.of("a", "b")) {
            Checkpoint checkpoint = Networks.checkpoint(version, version.hashCode());
            checkpoints.put(version, checkpoint);
            registries.add(List.of(registry.put(Networks.version(checkpoint))));
        }
        registries.add(List.of(registry.put(Registry.deployment(2, "a", "colours"))));
        try (OperatorHarness harness = new OperatorHarness(registries, this::open, null)) {
            harness.untilServing();
            System.out.println(HEADER);
            print(0, quiet(harness));
            for (int swap = 1; swap <= swaps; swap++) {
                String next = swap % 2 == 0 ? "a" : "b";
                harness.control(registry.put(Registry.deployment(2 + swap, next, "colours")));
                List<Long> nanos = new ArrayList<>();
                do {
                    nanos.add(batch(harness));
                } while (!harness.lastVersion().equals(next));
                harness.forgetOutput();
                print(swap, nanos);
            }
            print(swaps + 1, quiet(harness));
        }
    }

    private ZeroShotModel open(ModelVersion version, Device device) {
        Checkpoint checkpoint = checkpoints.get(version.getVersion());
        Manifest manifest = PublishedModel.manifest(version);
        return PublishedModel.open(manifest, checkpoint.tensors(), device);
    }

    private List<Long> quiet(OperatorHarness harness) throws Exception {
        List<Long> nanos = new ArrayList<>();
        for (int i = 0; i < QUIET_BATCHES; i++) {
            nanos.add(batch(harness));
        }
        harness.forgetOutput();
        return nanos;
    }

    /** Nanoseconds from the first picture of a batch to its last label. */
    private long batch(OperatorHarness harness) throws Exception {
        long started = System.nanoTime();
        for (int i = 0; i < PER_BATCH; i++) {
            harness.picture(Pictures.of("p" + picture++, "red", null, Networks.SIDE), picture);
        }
        harness.barrier();
        long took = System.nanoTime() - started;
        harness.runMails();
        return took;
    }

    private static void print(int swap, List<Long> nanos) {
        Collections.sort(nanos);
        System.out.printf(
                "%d,%d,%d,%.2f,%.2f%n",
                swap,
                NativeMemory.residentBytes() / 1024,
                nanos.size(),
                nanos.get(nanos.size() / 2) / NANOS_A_MILLI,
                nanos.get(nanos.size() - 1) / NANOS_A_MILLI);
    }
}
