package io.zerostream.gateway.internal.http;

import io.javalin.http.Context;
import io.zerostream.gateway.config.Role;
import io.zerostream.gateway.internal.access.Caller;
import io.zerostream.gateway.internal.audit.AuditTrail;
import org.jspecify.annotations.Nullable;

/** Who changes something, and that it is told. */
final class Acting {
    private final AuditTrail trail;

    Acting(AuditTrail trail) {
        this.trail = trail;
    }

    /** Who is said to have asked: whoever it is known to be, else whoever the request names. */
    static @Nullable String author(Context ctx, @Nullable String said) {
        return AccessGate.caller(ctx).author(said);
    }

    /** @throws io.zerostream.gateway.internal.registry.RefusedException when the caller has not the role in this class set */
    static void demand(Context ctx, Role role, String set) {
        AccessGate.caller(ctx).demand(role, set);
    }

    /** As {@link AuditTrail#tell}, of the request's caller. */
    void did(
            Context ctx,
            @Nullable String said,
            String action,
            String subject,
            @Nullable Object before,
            @Nullable Object after) {
        did(ctx, AccessGate.caller(ctx), said, action, subject, before, after);
    }

    /** The same of one who was not known before. */
    void did(
            Context ctx,
            Caller caller,
            @Nullable String said,
            String action,
            String subject,
            @Nullable Object before,
            @Nullable Object after) {
        trail.tell(caller, ctx.ip(), said, action, subject, before, after);
    }
}
