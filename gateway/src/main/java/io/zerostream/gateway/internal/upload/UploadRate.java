package io.zerostream.gateway.internal.upload;

import io.zerostream.gateway.internal.rate.ClientRates;
import io.zerostream.gateway.internal.registry.Refusal;
import io.zerostream.gateway.internal.registry.RefusedException;
import java.time.Duration;

/** How fast each client may send pictures. Thread-safe. */
public final class UploadRate {
    private final int perSecond;
    private final ClientRates rates;

    /**
     * @param perSecond pictures a second of one client; 0 = as many as it likes
     * @param burst pictures that it may send at once after a silence, at least 1
     */
    public UploadRate(int perSecond, int burst) {
        this.perSecond = perSecond;
        this.rates = new ClientRates(perSecond, Duration.ofSeconds(1), burst);
    }

    /**
     * Counts pictures of a client.
     *
     * @throws RefusedException when it has sent too many, saying when there is room for these
     */
    public void take(String client, int pictures) {
        rates.take(client, pictures).ifPresent(wait -> {
            throw RefusedException.later(
                    Refusal.TOO_FAST,
                    "your address sends more than " + perSecond + " pictures a second (uploads.per-second)",
                    "send it again when Retry-After says",
                    wait);
        });
    }
}
