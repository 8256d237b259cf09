package io.zerostream.job.internal.models;

import java.util.List;
import java.util.Locale;

/** Whether a failure says that a device has no memory left: PyTorch has no type for it, its message says so. */
public final class OutOfMemory {
    private static final List<String> SAYINGS = List.of("out of memory", "not enough memory", "can't allocate memory");

    private OutOfMemory() {}

    /** In the failure itself, or in what caused it. */
    public static boolean is(Throwable failure) {
        for (Throwable t = failure; t != null; t = t.getCause()) {
            String message = t.getMessage() == null ? "" : t.getMessage().toLowerCase(Locale.ROOT);
            if (SAYINGS.stream().anyMatch(message::contains)) {
                return true;
            }
        }
        return false;
    }
}
