package io.zerostream.gateway.internal.http;

import io.javalin.http.Context;
import io.zerostream.gateway.config.Role;
import io.zerostream.gateway.config.UploadLimits;
import io.zerostream.gateway.internal.access.Caller;
import io.zerostream.gateway.internal.registry.RefusedException;
import io.zerostream.gateway.internal.upload.Asked;
import io.zerostream.gateway.internal.upload.IdempotencyKeys;
import io.zerostream.gateway.internal.upload.UploadRate;
import io.zerostream.gateway.internal.upload.Uploads;
import io.zerostream.schemas.TraceContext;
import io.zerostream.schemas.avro.ImageEvent;
import java.util.Collections;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the pictures of every request pass before they are looked at, whichever way they were sent. */
final class UploadDoor {
    private static final Logger LOG = LoggerFactory.getLogger(UploadDoor.class);

    private final UploadRate rate;
    private final IdempotencyKeys keys;
    private final Registries sets;

    /** @param sets tell which class set a picture is matched against */
    UploadDoor(UploadLimits limits, Registries sets) {
        this.sets = sets;
        this.rate = new UploadRate(limits.perSecond(), limits.burst());
        this.keys = new IdempotencyKeys(limits.rememberedKeys());
    }

    /**
     * The pictures, named after the request's {@code Idempotency-Key} if it has one, each in the request's trace if that has
     * one.
     *
     * @throws io.zerostream.gateway.internal.registry.RefusedException when the caller may send none to their class sets,
     *     the client is too fast, or the key came with other pictures before
     */
    List<Asked> pass(Context ctx, List<Asked> pictures) {
        Caller caller = AccessGate.caller(ctx);
        pictures.forEach(picture -> demand(caller, picture));
        rate.take(ctx.ip(), pictures.size());
        String key = ctx.header("Idempotency-Key");
        List<Asked> named = key == null ? pictures : keys.named(key, pictures);
        TraceContext trace = TraceContext.of(all(ctx, TraceContext.PARENT), all(ctx, TraceContext.STATE));
        return named.stream().map(picture -> picture.traced(trace)).toList();
    }

    /**
     * Counts pictures that somebody sends again.
     *
     * @throws io.zerostream.gateway.internal.registry.RefusedException when the client is too fast
     */
    void again(Context ctx, int pictures) {
        if (pictures > 0) {
            rate.take(ctx.ip(), pictures);
        }
    }

    /**
     * Refuses an event that is in Kafka already to who may not send it to its class set.
     *
     * @throws io.zerostream.gateway.internal.registry.RefusedException when the caller has not the role there
     */
    void demand(Caller caller, ImageEvent event) {
        caller.demand(Role.CONTRIBUTOR, sets.setOf(event.getClassSet(), event.getSourceId()));
    }

    private static List<String> all(Context ctx, String header) {
        return Collections.list(ctx.req().getHeaders(header));
    }

    private void demand(Caller caller, Asked picture) {
        String source;
        try {
            source = Uploads.source(picture);
        } catch (RefusedException e) {
            LOG.debug("a picture will be refused by itself", e);
            return;
        }
        caller.demand(Role.CONTRIBUTOR, sets.setOf(picture.classSet(), source));
    }
}
