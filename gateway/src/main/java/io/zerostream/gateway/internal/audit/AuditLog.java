package io.zerostream.gateway.internal.audit;

import io.zerostream.schemas.avro.AuditEntry;

/** Keeps what was changed. */
public interface AuditLog {
    /** Keeps one. Never throws: the change is made, and its answer must say so. What cannot be kept is told elsewhere. */
    void write(AuditEntry entry);
}
