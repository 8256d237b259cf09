package io.zerostream.job.internal.sightings;

import io.zerostream.job.config.SightingSettings;
import io.zerostream.schemas.avro.Sighting;
import io.zerostream.schemas.avro.ZeroShotLabel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/**
 * What the job should write about the labels of one class set and source: its own arithmetic, without the operator around
 * it, which is what faults meet. In the job's package for the sake of that arithmetic. Any thread.
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

    /**
     * Where the source stands, and what it took to come there.
     *
     * @param scene not to be changed
     * @param sightings that the last step has settled, in their order
     */
    public record Step(Scene scene, List<Sighting> sightings) {}

    /** What the job keeps of a label. */
    public static Frame frame(ZeroShotLabel label) {
        return Frame.of(label);
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
     * @param frames labels of that instant, in any order; may be none
     */
    public Step next(Step from, long at, List<Frame> frames) {
        Scene before = from.scene();
        Scene own = new Scene(before.at(), before.waiting(), before.timer(), new HashMap<>(before.tracks()));
        List<Smoothing.Change> changes = new ArrayList<>();
        Scene scene = smoothing.pass(own, at, frames, changes);
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
    public List<Sighting> of(SortedMap<Long, List<Frame>> labels) {
        List<Sighting> all = new ArrayList<>();
        Step step = begin();
        for (Map.Entry<Long, List<Frame>> instant : labels.entrySet()) {
            step = next(step, instant.getKey(), instant.getValue());
            all.addAll(step.sightings());
        }
        if (!labels.isEmpty()) {
            all.addAll(end(step, labels.lastKey()).sightings());
        }
        return all;
    }
}
