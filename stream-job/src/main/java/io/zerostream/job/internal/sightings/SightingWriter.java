package io.zerostream.job.internal.sightings;

import io.zerostream.schemas.avro.Sighting;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Objects;

/** From a change to a {@code Sighting} record. Plain Java. */
public final class SightingWriter {
    private static final int ID_BYTES = 16;

    private SightingWriter() {}

    /** The record of a change before a source. */
    public static Sighting write(String classSet, String sourceId, Smoothing.Change change) {
        Track track = change.track();
        Frame best = Objects.requireNonNull(track.best(), "what appears has a stretch");
        return Sighting.newBuilder()
                .setSightingId(id(classSet, change.className(), track.firstAt(), sourceId))
                .setStatus(change.status().name())
                .setClassSet(classSet)
                .setSourceId(sourceId)
                .setClassName(change.className())
                .setDecidedAt(Instant.ofEpochMilli(change.at()))
                .setFirstAt(Instant.ofEpochMilli(track.firstAt()))
                .setLastAt(Instant.ofEpochMilli(track.lastAt()))
                .setLabels(track.labels())
                .setMeanScore(track.scores() / track.labels())
                .setBestEventId(best.eventId())
                .setBestScore(best.score())
                .setClassSetRevision(best.revision())
                .setModel(best.model())
                .setModelVersion(best.version())
                .build();
    }

    /** Names of the registries have no control characters, so what comes before the source, which may, has one reading. */
    private static String id(String classSet, String className, long firstAt, String sourceId) {
        String all = String.join("\0", classSet, className, Long.toString(firstAt), sourceId);
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(all.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, ID_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }
}
