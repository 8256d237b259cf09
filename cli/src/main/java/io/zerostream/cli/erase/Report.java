package io.zerostream.cli.erase;

import io.zerostream.schemas.SafeText;
import java.io.PrintWriter;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What was found of a source, and what of it went so far: it is told as it goes, so that it is right also when the next step
 * fails. Used by one thread.
 */
final class Report {
    private final String source;
    private final boolean dryRun;
    private final List<String> cameras = new ArrayList<>();
    private final List<String> deployments = new ArrayList<>();
    private final Set<Place> cut = new HashSet<>();
    private int feedback;
    private Found found = Found.NOTHING;
    private AtGateway.@Nullable Forgotten forgotten;

    /** All of it, for programs. */
    private record Document(
            String source,
            boolean dryRun,
            boolean truncated,
            List<Row> records,
            List<Unseen> openTransactions,
            List<String> cameras,
            List<String> deployments,
            int feedback,
            AtGateway.@Nullable Forgotten forgotten) {}

    private record Row(
            String topic,
            int partition,
            long records,
            String oldest,
            String newest,
            long othersBefore,
            @Nullable String goneBy,
            boolean cutOff) {
        static Row of(Place place, boolean cutOff) {
            return new Row(
                    place.topic(),
                    place.partition(),
                    place.records(),
                    place.oldest().toString(),
                    place.newest().toString(),
                    place.others(),
                    place.goneBy() == null ? null : place.goneBy().toString(),
                    cutOff);
        }
    }

    /** @param dryRun whether all that it is told only would go */
    Report(String source, boolean dryRun) {
        this.source = source;
        this.dryRun = dryRun;
    }

    /** What the topics have, in place of what they had before. */
    void found(Found now) {
        found = now;
    }

    /** A camera went. */
    void camera(String name) {
        cameras.add(name);
    }

    /** A deployment names the source no longer. */
    void deployment(String name) {
        deployments.add(name);
    }

    /** What people said of so many pictures was taken back. */
    void feedback(int pictures) {
        feedback = pictures;
    }

    /** One of the places went, and all that lay before it. */
    void cutOff(Place place) {
        cut.add(place);
    }

    /** The gateway forgot. */
    void forgotten(AtGateway.Forgotten what) {
        forgotten = what;
    }

    /** Whether all was seen that the topics have. */
    boolean isWhole() {
        return found.unseen().isEmpty();
    }

    /** For programs: what becomes one JSON document. */
    Object document() {
        return new Document(
                source,
                dryRun,
                !cut.isEmpty() && cut.containsAll(found.places()),
                found.places().stream()
                        .map(place -> Row.of(place, cut.contains(place)))
                        .toList(),
                found.unseen(),
                List.copyOf(cameras),
                List.copyOf(deployments),
                feedback,
                forgotten);
    }

    /** For people. */
    void print(PrintWriter out) {
        String did = dryRun ? "would go" : "gone";
        cameras.forEach(name -> out.println("camera " + SafeText.of(name) + ": " + did));
        deployments.forEach(name -> out.println("class set in deployment " + SafeText.of(name) + ": " + did));
        if (feedback > 0) {
            out.println("feedback on " + feedback + " pictures: " + did);
        }
        if (found.places().isEmpty()) {
            out.println("no " + (isWhole() ? "" : "committed ") + "records of source " + SafeText.of(source)
                    + " on the topics");
        } else {
            printPlaces(out);
        }
        found.unseen()
                .forEach(unseen -> out.println(unseen.offsets() + " offsets of " + unseen.topic() + "-"
                        + unseen.partition() + " are in an open transaction: look again in a while"));
        AtGateway.Forgotten went = forgotten;
        if (went != null) {
            out.printf(
                    "the gateway forgot %d pictures, %d labels, %d dead letters, %d windows, %d windows of labels"
                            + " over time, and feedback on %d pictures%n",
                    went.pictures(),
                    went.labels(),
                    went.deadLetters(),
                    went.windows(),
                    went.historyWindows(),
                    went.feedback());
        }
        out.flush();
    }

    private void printPlaces(PrintWriter out) {
        out.printf(
                "%-20s %9s %9s  %-20s  %-20s  %-20s  %s%n",
                "TOPIC", "PARTITION", "RECORDS", "OLDEST", "NEWEST", "GONE BY", "OTHERS BEFORE");
        found.places()
                .forEach(place -> out.printf(
                        "%-20s %9d %9d  %-20s  %-20s  %-20s  %d%n",
                        place.topic(),
                        place.partition(),
                        place.records(),
                        shown(place.oldest()),
                        shown(place.newest()),
                        cut.contains(place) ? "cut off" : place.goneBy() == null ? "never" : shown(place.goneBy()),
                        place.others()));
    }

    private static String shown(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
