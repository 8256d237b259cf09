package io.zerostream.job.internal.sightings;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;

/** Made-up sources. */
final class Scenes {
    private static final String CLASSES = "ABCD";
    private static final double WRONG = 0.2;
    private static final double UNKNOWN = 0.1;

    private Scenes() {}

    /** Classes that come and go, with errors, bursts of one instant, and silences; by event time from 0 on. */
    static NavigableMap<Long, List<Frame>> random(Random random, int labels) {
        NavigableMap<Long, List<Frame>> scene = new TreeMap<>();
        long at = 0;
        long apart = 40;
        String shown = "A";
        for (int i = 0; i < labels; i++) {
            if (random.nextInt(60) == 0) {
                shown = any(random);
                apart = new long[] {5, 40, 300, 2000}[random.nextInt(4)];
            }
            at += random.nextInt(400) == 0 ? 25_000 + random.nextInt(10_000) : 1 + random.nextInt((int) apart * 2);
            int together = random.nextInt(10) == 0 ? 3 : 1;
            for (int k = 0; k < together; k++) {
                double chance = random.nextDouble();
                String said = chance < UNKNOWN ? "" : chance < UNKNOWN + WRONG ? any(random) : shown;
                scene.computeIfAbsent(at, t -> new ArrayList<>())
                        .add(new Frame("p" + i + '.' + k, said, random.nextFloat(), 1, "m", "v"));
            }
        }
        return scene;
    }

    /** What a computation over labels that are all there in their order says. */
    static List<Smoothing.Change> run(Smoothing smoothing, NavigableMap<Long, List<Frame>> labels) {
        List<Smoothing.Change> changes = new ArrayList<>();
        Scene scene = Scene.empty();
        for (Map.Entry<Long, List<Frame>> instant : labels.entrySet()) {
            scene = smoothing.pass(scene, instant.getKey(), instant.getValue(), changes);
        }
        return changes;
    }

    private static String any(Random random) {
        int k = random.nextInt(CLASSES.length());
        return CLASSES.substring(k, k + 1);
    }
}
