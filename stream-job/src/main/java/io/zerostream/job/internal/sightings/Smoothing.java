package io.zerostream.job.internal.sightings;

import io.zerostream.job.config.SightingSettings;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Decides which classes are there. Plain arithmetic on a {@link Scene}: what it says depends on the labels and their
 * event times alone, not on when they came or how often it was asked.
 *
 * <p>Labels of one instant count as one that says each of their classes in part. If p is the time since the labels before
 * as a part of {@code smoothing}, at most 1 / {@code minLabels}, then the share s of a class goes to s + (1 − (1 −
 * on)^p)(x − s), where x is the part of the labels that say it. So of a source that says one class only the share reaches
 * {@code on} when the p add up to 1. Shares add up to 1 at most: no more than 1 / {@code off} classes are there at once.
 */
public final class Smoothing {
    /** Of powers that should make up {@code on}. */
    private static final double ROUNDING = 1e-9;
    /** More classes are not followed at once: those with the least share are forgotten. */
    static final int MOST_TRACKS = 1000;

    private final SightingSettings settings;
    private final long gap;

    /** @param settings when a class has appeared, and left */
    public Smoothing(SightingSettings settings) {
        this.settings = settings;
        this.gap = settings.gap().toMillis();
    }

    /** As {@code Sighting} has them. */
    public enum Status {
        APPEARED,
        LEFT
    }

    /**
     * A class appeared, or left.
     *
     * @param at event time at which that was settled, epoch milliseconds
     * @param track with its stretch
     */
    public record Change(Status status, String className, long at, Track track) {}

    /**
     * Lets event time go on to an instant, and looks at the labels of that instant.
     *
     * @param scene whose tracks are changed in place
     * @param now epoch milliseconds, after all labels that were looked at
     * @param frames all labels of that instant, in any order; may be none
     * @param changes takes what has changed, in the order in which it did
     * @return the scene
     */
    public Scene pass(Scene scene, long now, List<Frame> frames, List<Change> changes) {
        forget(scene.tracks(), now, changes);
        if (frames.isEmpty()) {
            return scene;
        }
        look(scene.tracks(), now, frames, weight(scene, now), changes);
        return scene.at(now);
    }

    /** When, if nothing comes, the next class will not have been said for too long; without one, when it is {@link #over}. */
    long due(Scene scene) {
        return scene.tracks().values().stream().mapToLong(Track::lastAt).min().orElse(scene.at()) + gap;
    }

    /** Whether by then all is as if there had never been a label. */
    boolean over(Scene scene, long now) {
        return scene.isNew() || scene.at() + gap <= now;
    }

    private double weight(Scene scene, long now) {
        double most = 1.0 / settings.minLabels();
        double part = over(scene, now)
                ? most
                : Math.min(
                        most, (now - scene.at()) / (double) settings.smoothing().toMillis());
        return 1 - Math.pow(1 - settings.on(), part);
    }

    private void forget(Map<String, Track> tracks, long now, List<Change> changes) {
        List<Change> gone = new ArrayList<>();
        tracks.entrySet().removeIf(entry -> {
            Track track = entry.getValue();
            boolean silent = track.lastAt() + gap <= now;
            if (silent && track.present()) {
                gone.add(new Change(Status.LEFT, entry.getKey(), track.lastAt() + gap, track));
            }
            return silent;
        });
        gone.sort(Comparator.comparingLong(Change::at).thenComparing(Change::className));
        changes.addAll(gone);
    }

    private void look(Map<String, Track> tracks, long now, List<Frame> frames, double weight, List<Change> changes) {
        Map<String, List<Frame>> said = frames.stream()
                .filter(frame -> !frame.className().isEmpty())
                .sorted(Comparator.comparing(Frame::eventId))
                .collect(Collectors.groupingBy(Frame::className, TreeMap::new, Collectors.toList()));
        TreeSet<String> names = new TreeSet<>(tracks.keySet());
        names.addAll(said.keySet());
        List<Change> appeared = new ArrayList<>();
        for (String name : names) {
            Track before = tracks.getOrDefault(name, Track.NONE);
            List<Frame> ofIt = said.getOrDefault(name, List.of());
            double share = before.share() + weight * ((double) ofIt.size() / frames.size() - before.share());
            boolean inStretch = share >= settings.off() - ROUNDING;
            if (before.present() && !inStretch) {
                // the last labels that say it may be of this very instant, beside more that say others
                Track whole = ofIt.isEmpty() ? before : before.said(now, ofIt, share, true);
                changes.add(new Change(Status.LEFT, name, now, whole));
            }
            Track after =
                    ofIt.isEmpty() ? before.passedOver(share, inStretch) : before.said(now, ofIt, share, inStretch);
            if (!after.present() && share >= settings.on() - ROUNDING) {
                after = after.appeared();
                appeared.add(new Change(Status.APPEARED, name, now, after));
            }
            tracks.put(name, after);
        }
        changes.addAll(appeared);
        forgetTheLeast(tracks);
    }

    private static void forgetTheLeast(Map<String, Track> tracks) {
        if (tracks.size() > MOST_TRACKS) {
            tracks.entrySet().stream()
                    .sorted(Comparator.<Map.Entry<String, Track>>comparingDouble(
                                    entry -> entry.getValue().share())
                            .thenComparing(Map.Entry::getKey))
                    .limit(tracks.size() - MOST_TRACKS)
                    .map(Map.Entry::getKey)
                    .toList()
                    .forEach(tracks::remove);
        }
    }
}
