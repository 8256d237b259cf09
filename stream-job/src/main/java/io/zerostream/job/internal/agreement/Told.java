package io.zerostream.job.internal.agreement;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * A plan as a subtask tells of it: by its identity, for plans hold the manifests of their models and are told of again
 * and again.
 *
 * @param identity of the plan
 * @param bytes as in {@code PlanCodec}, when an answer said that they are not known; else null
 */
@SuppressWarnings("ArrayRecordComponent") // bytes that are read and never compared
public record Told(String identity, byte @Nullable [] bytes) implements Serializable {
    private static final long serialVersionUID = 1L;
}
