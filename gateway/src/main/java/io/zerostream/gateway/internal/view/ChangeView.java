package io.zerostream.gateway.internal.view;

import io.zerostream.gateway.internal.registry.Change;
import java.util.List;

/**
 * What a change did.
 *
 * @param set the class set that was asked about
 * @param revision its revision now
 * @param changed false when everything already was as wished
 * @param warnings what the caller should know
 */
public record ChangeView(String set, long revision, boolean changed, List<String> warnings) {
    /** The change as it was written. */
    public static ChangeView of(Change change) {
        return new ChangeView(change.set(), change.revision(), !change.entries().isEmpty(), change.warnings());
    }
}
