package io.zerostream.gateway.internal.http;

import io.javalin.http.Context;
import io.zerostream.gateway.config.UploadLimits;
import io.zerostream.gateway.internal.upload.Asked;
import io.zerostream.gateway.internal.upload.IdempotencyKeys;
import io.zerostream.gateway.internal.upload.UploadRate;
import java.util.List;

/** What the pictures of every request pass before they are looked at, whichever way they were sent. */
final class UploadDoor {
    private final UploadRate rate;
    private final IdempotencyKeys keys;

    UploadDoor(UploadLimits limits) {
        this.rate = new UploadRate(limits.perSecond(), limits.burst());
        this.keys = new IdempotencyKeys(limits.rememberedKeys());
    }

    /**
     * The pictures, named after the request's {@code Idempotency-Key} if it has one.
     *
     * @throws io.zerostream.gateway.internal.registry.RefusedException when the client is too fast, or the key came with
     *     other pictures before
     */
    List<Asked> pass(Context ctx, List<Asked> pictures) {
        rate.take(ctx.ip(), pictures.size());
        String key = ctx.header("Idempotency-Key");
        return key == null ? pictures : keys.named(key, pictures);
    }
}
