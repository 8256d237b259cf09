package io.zerostream.job;

import io.zerostream.job.config.SightingSettings;
import io.zerostream.job.internal.sightings.Frame;
import io.zerostream.job.internal.sightings.Scene;
import io.zerostream.job.internal.sightings.SightingWriter;
import io.zerostream.job.internal.sightings.Smoothing;
import io.zerostream.schemas.avro.Sighting;
import io.zerostream.schemas.avro.ZeroShotLabel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/**
 * What the job should write about the labels of one class set and source: its own arithmetic, without the operator around
 * it, which is what faults meet. Any thread.
 */
public final class ExpectedSightings {
    private final SightingSettings settings;
    private final Smoothing smoothing;
    private final String classSet;
    private final String source;

    /** @param settings the job's */
    public ExpectedSightings(SightingSettings settings, String classSet, String source) {
        this.settings = settings;
        this.smoothing = new Smoothing(settings);
        this.classSet = classSet;
        this.source = source;
    }

    /** What the job keeps of a label for its sightings. */
    public static final class Said {
        private final Frame frame;

        private Said(Frame frame) {
            this.frame = frame;
        }

        /** @param label stays as it is */
        public static Said of(ZeroShotLabel label) {
            return new Said(Frame.of(label));
        }

        /** Of its picture. */
        public String eventId() {
            return frame.eventId();
        }

        /** Best class; empty = UNKNOWN. */
        public String className() {
            return frame.className();
        }

        /** Of that class, in [0,1]. */
        public float score() {
            return frame.score();
        }
    }

    /** Where the source stands, and what it took to come there. */
    public static final class Step {
        private final Scene scene;
        private final List<Sighting> sightings;

        private Step(Scene scene, List<Sighting> sightings) {
            this.scene = scene;
            this.sightings = sightings;
        }

        /** Those that the last step has settled, in their order. */
        public List<Sighting> sightings() {
            return sightings;
        }
    }

    /** Before the first label. */
    public Step begin() {
        return new Step(Scene.empty(), List.of());
    }

    /**
     * Lets event time go on to an instant.
     *
     * @param from stays as it is
     * @param at epoch milliseconds
     * @param labels of that instant, in any order; may be none
     */
    public Step next(Step from, long at, List<Said> labels) {
        Scene before = from.scene;
        Scene own = new Scene(before.at(), before.waiting(), before.timer(), new HashMap<>(before.tracks()));
        List<Smoothing.Change> changes = new ArrayList<>();
        Scene scene = smoothing.pass(
                own, at, labels.stream().map(label -> label.frame).toList(), changes);
        return new Step(
                scene,
                changes.stream()
                        .map(change -> SightingWriter.write(classSet, source, change))
                        .toList());
    }

    /**
     * Lets event time go on until everything has left.
     *
     * @param newest event time of the last label, epoch milliseconds
     */
    public Step end(Step from, long newest) {
        return next(from, newest + settings.gap().toMillis(), List.of());
    }

    /**
     * All records, from the first label until everything has left.
     *
     * @param labels by event time, epoch milliseconds; those of one instant in any order, each picture once
     */
    public List<Sighting> of(SortedMap<Long, List<Said>> labels) {
        List<Sighting> all = new ArrayList<>();
        Step step = begin();
        for (Map.Entry<Long, List<Said>> instant : labels.entrySet()) {
            step = next(step, instant.getKey(), instant.getValue());
            all.addAll(step.sightings());
        }
        if (!labels.isEmpty()) {
            all.addAll(end(step, labels.lastKey()).sightings());
        }
        return all;
    }
}
