package io.zerostream.gateway.internal.registry;

import org.jspecify.annotations.Nullable;

/**
 * How a table of classes is to be put into a set.
 *
 * @param csv the table; see {@link ClassTables}
 * @param exact whether classes that it does not have leave the set
 * @param expectedRevision refuse unless the set is at this revision; null = at any
 * @param author who asks
 */
public record ImportRequest(
        byte[] csv,
        boolean exact,
        @Nullable Long expectedRevision,
        @Nullable String author) {}
