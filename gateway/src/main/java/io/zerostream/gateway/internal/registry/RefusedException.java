package io.zerostream.gateway.internal.registry;

import io.zerostream.model.matching.NearestNames;
import java.time.Duration;
import java.util.Collection;
import java.util.List;

/** A request that cannot be granted; told to the caller word by word. */
public class RefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final Refusal refusal;
    private final String hint;
    private final String unknown;
    private final transient List<String> nearest;
    private final Duration after;

    /**
     * @param refusal why
     * @param message what was wrong and where
     * @param hint what to do; may be empty
     */
    public RefusedException(Refusal refusal, String message, String hint) {
        this(refusal, message, hint, "", List.of(), Duration.ZERO);
    }

    /**
     * What is worth another try after a time.
     *
     * @param message what was wrong and where
     * @param hint what to do
     */
    public static RefusedException later(Refusal refusal, String message, String hint, Duration after) {
        return new RefusedException(refusal, message, hint, "", List.of(), after);
    }

    /**
     * A name that is not there.
     *
     * @param message what was wrong and where
     * @param name what was asked for
     * @param known names that are there
     * @param otherwise what to do when none of these is near
     */
    public static RefusedException unknown(
            Refusal refusal, String message, String name, Collection<String> known, String otherwise) {
        List<String> nearest = NearestNames.to(name, known);
        return new RefusedException(
                refusal, message, NearestNames.hint(nearest, otherwise), name, nearest, Duration.ZERO);
    }

    private RefusedException(
            Refusal refusal, String message, String hint, String unknown, List<String> nearest, Duration after) {
        super(message);
        this.refusal = refusal;
        this.hint = hint;
        this.unknown = unknown;
        this.nearest = List.copyOf(nearest);
        this.after = after;
    }

    /** When it is worth another try, whole seconds; 0 = as it is, never. */
    public long retryAfterSeconds() {
        if (!after.isZero()) {
            return after.plusSeconds(1).minusNanos(1).toSeconds();
        }
        return refusal == Refusal.BUSY || refusal == Refusal.KAFKA_AWAY ? 1 : 0;
    }

    /** Why. */
    public Refusal refusal() {
        return refusal;
    }

    /** What to do; may be empty. */
    public String hint() {
        return hint;
    }

    /** The name that is not there, as it was asked for; empty when it is not about a name, or nothing is near it. */
    public String unknown() {
        return nearest.isEmpty() ? "" : unknown;
    }

    /** Names that may have been meant, nearest first. */
    public List<String> nearest() {
        return nearest;
    }
}
