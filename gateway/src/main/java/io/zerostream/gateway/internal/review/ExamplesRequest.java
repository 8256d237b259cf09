package io.zerostream.gateway.internal.review;

import io.zerostream.gateway.internal.live.LabelRef;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Pictures that show one class, as a caller states it; nothing is checked yet.
 *
 * @param pictures that show it
 * @param set that the class is for; null = the default one
 * @param name that the class is to have; null = it is not known yet
 */
public record ExamplesRequest(
        @Nullable List<@Nullable LabelRef> pictures,
        @Nullable String set,
        @Nullable String name) {}
