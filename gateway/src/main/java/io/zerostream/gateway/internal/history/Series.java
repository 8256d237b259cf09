package io.zerostream.gateway.internal.history;

import org.jspecify.annotations.Nullable;

/**
 * Whose labels are counted together.
 *
 * @param classSet their class set; null = sets beyond those that are kept apart
 * @param sourceId their source; null = sources beyond those that are kept apart
 */
record Series(@Nullable String classSet, @Nullable String sourceId) {}
