package io.zerostream.gateway.internal.view;

import io.zerostream.schemas.avro.AuditEntry;
import org.jspecify.annotations.Nullable;

/** Who changed what, as callers see it; as {@link AuditEntry} has it. */
public record AuditView(
        String at,
        String who,
        String kind,
        String said,
        String address,
        String action,
        String subject,
        @Nullable String before,
        @Nullable String after) {

    /** The action of who logs in. */
    public static final String LOGIN = "login";

    /** The entry as it was written. */
    public static AuditView of(AuditEntry e) {
        return new AuditView(
                e.getAt().toString(),
                e.getWho(),
                e.getKind().name(),
                e.getSaid(),
                e.getAddress(),
                e.getAction(),
                e.getSubject(),
                e.getBefore(),
                e.getAfter());
    }
}
