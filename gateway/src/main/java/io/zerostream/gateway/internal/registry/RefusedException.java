package io.zerostream.gateway.internal.registry;

import java.util.List;

/** A request that cannot be granted; told to the caller word by word. */
public class RefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final Refusal refusal;
    private final String hint;
    private final transient List<String> nearest;

    /**
     * @param refusal why
     * @param message what was wrong and where
     * @param hint what to do; may be empty
     */
    public RefusedException(Refusal refusal, String message, String hint) {
        this(refusal, message, hint, List.of());
    }

    /**
     * @param refusal why
     * @param message what was wrong and where
     * @param hint what to do; may be empty
     * @param nearest names that may have been meant, nearest first
     */
    public RefusedException(Refusal refusal, String message, String hint, List<String> nearest) {
        super(message);
        this.refusal = refusal;
        this.hint = hint;
        this.nearest = List.copyOf(nearest);
    }

    /** Why. */
    public Refusal refusal() {
        return refusal;
    }

    /** What to do; may be empty. */
    public String hint() {
        return hint;
    }

    /** Names that may have been meant, nearest first. */
    public List<String> nearest() {
        return nearest;
    }
}
