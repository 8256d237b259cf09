package io.zerostream.gateway.internal.registry;

import io.zerostream.schemas.avro.ClassRegistryRecord;
import io.zerostream.schemas.avro.ClassSet;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A checked change of the registry, ready to be written.
 *
 * @param set the class set that was asked about
 * @param revision its revision after the change; the present one when nothing changes
 * @param entries records in the order in which they must be written; empty when everything is already as wished
 * @param warnings what the caller should know
 */
public record Change(String set, long revision, List<Entry> entries, List<String> warnings) {
    /**
     * One record.
     *
     * @param key as in RegistryKeys
     * @param value null for a tombstone
     */
    public record Entry(String key, @Nullable ClassRegistryRecord value) {}

    /** Names of all class sets that it revises: those that share a class with the one that was asked about, too. */
    public List<String> sets() {
        return entries.stream()
                .map(Entry::value)
                .filter(Objects::nonNull)
                .map(ClassRegistryRecord::getEntry)
                .filter(ClassSet.class::isInstance)
                .map(record -> ((ClassSet) record).getName())
                .toList();
    }

    /** This change with one more warning. */
    Change warning(String more) {
        return new Change(
                set,
                revision,
                entries,
                Stream.concat(warnings.stream(), Stream.of(more)).toList());
    }
}
