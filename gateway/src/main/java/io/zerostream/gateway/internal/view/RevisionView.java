package io.zerostream.gateway.internal.view;

import io.zerostream.gateway.internal.registry.SetDifference;
import io.zerostream.schemas.avro.ClassSet;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A revision of a class set, as callers see it.
 *
 * @param at when it was made, as an ISO instant
 * @param author who made it; may be empty
 * @param members how many classes it has
 * @param note the note of the class that it added or changed, where that is one and has a note; else null
 * @param changes what is different from the revision before; null where that is not remembered, or there was none
 * @param inUse since when the job uses it; null = it has not said
 */
public record RevisionView(
        long revision,
        String at,
        String author,
        int members,
        @Nullable String note,
        @Nullable Changes changes,
        @Nullable InUseView inUse) {

    /**
     * What is different, in short.
     *
     * @param added how many classes
     * @param removed how many classes
     * @param changed how many classes have other values
     * @param summary the same for people, with some names
     */
    public record Changes(int added, int removed, int changed, String summary) {}

    /**
     * Since when a revision is in use.
     *
     * @param subtasks how many subtasks of the job use it
     * @param of how many there are
     * @param afterMs from the change until the last of these used it, milliseconds, by the clocks of both machines
     */
    public record InUseView(int subtasks, int of, long afterMs) {}

    /** @param since the difference from the revision before, if that is remembered */
    public static RevisionView of(ClassSet set, Optional<SetDifference> since, Optional<InUse> use) {
        return new RevisionView(
                set.getRevision(),
                set.getChangedAt().toString(),
                set.getAuthor(),
                set.getMembers().size(),
                since.flatMap(RevisionView::note).orElse(null),
                since.map(RevisionView::changes).orElse(null),
                use.map(told -> new InUseView(told.subtasks(), told.of(), told.afterMillis()))
                        .orElse(null));
    }

    private static Optional<String> note(SetDifference difference) {
        return difference.changed().size() == 1 && difference.added().isEmpty()
                ? Optional.of(difference.changed().get(0).to().getNote()).filter(note -> !note.isEmpty())
                : Optional.empty();
    }

    private static Changes changes(SetDifference difference) {
        return new Changes(
                difference.added().size(),
                difference.removed().size(),
                difference.changed().size(),
                SetSummary.of(difference));
    }
}
