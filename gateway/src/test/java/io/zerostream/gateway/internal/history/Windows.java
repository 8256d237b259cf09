package io.zerostream.gateway.internal.history;

import io.zerostream.schemas.AvroTrust;
import io.zerostream.schemas.RegistryKeys;
import io.zerostream.schemas.avro.DriftReference;
import io.zerostream.schemas.avro.JobNotice;
import io.zerostream.schemas.avro.LabelStats;
import io.zerostream.schemas.avro.NoticeKind;
import io.zerostream.schemas.avro.WindowKind;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** Windows and swaps as the job writes them. */
public final class Windows {
    static {
        // builders copy records by their classes, which Avro wants to be told
        AvroTrust.trustOurClasses();
    }

    private Windows() {}

    /** A window of a minute of set "flags" and source "camera", by class; "?" stands for UNKNOWN. */
    public static LabelStats minute(Instant start, Map<String, Long> counts) {
        return window(WindowKind.TUMBLING, "camera", start, Duration.ofMinutes(1), counts);
    }

    /** A window of set "flags". */
    public static LabelStats window(
            WindowKind kind, String source, Instant start, Duration length, Map<String, Long> counts) {
        Map<String, Long> known = new HashMap<>(counts);
        Long unknown = known.remove("?");
        return LabelStats.newBuilder()
                .setKind(kind)
                .setClassSet("flags")
                .setSourceId(source)
                .setWindowStart(start)
                .setWindowEnd(start.plus(length))
                .setLabels(counts.values().stream().mapToLong(Long::longValue).sum())
                .setUnknown(unknown == null ? 0 : unknown)
                .setCounts(known)
                .setMeanMargin(0.5)
                .setEntropy(1)
                .build();
    }

    /** The same, compared with the window before. */
    public static LabelStats compared(LabelStats window, double psi, double jensenShannon, boolean alarm) {
        return LabelStats.newBuilder(window)
                .setReference(DriftReference.WINDOW_BEFORE)
                .setPsi(psi)
                .setJensenShannon(jensenShannon)
                .setAlarm(alarm)
                .setAlarmReason(alarm ? "too far" : "")
                .build();
    }

    /** A revision of a class set serves. */
    public static JobNotice revision(String set, long revision, Instant at) {
        String message = "revision " + revision + " of class set '" + set + "' serves, 5 classes";
        return swap("CLASS_SET", RegistryKeys.classSet(set), message, revision, at);
    }

    /**
     * A model serves.
     *
     * @param beside what the job says of canary and shadow, as "; canary 2 for a share of 0.1; shadow 3"; empty = neither
     */
    public static JobNotice model(String version, String beside, long revision, Instant at) {
        return swap(
                "MODEL",
                RegistryKeys.modelVersion("flags-nano", version),
                "model flags-nano " + version + " serves by revision " + revision + " of deployment 'default'" + beside,
                revision,
                at);
    }

    private static JobNotice swap(String code, String subject, String message, long revision, Instant at) {
        return new JobNotice(
                NoticeKind.SWAP, code, subject, message, "default", 0, at, "flags-nano 1.0", revision, "", 0);
    }
}
