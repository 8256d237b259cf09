package io.zerostream.gateway.internal.access;

import io.github.bucket4j.TimeMeter;
import io.zerostream.gateway.internal.rate.ClientRates;
import io.zerostream.gateway.internal.rate.LatestUsed;
import io.zerostream.gateway.internal.registry.Refusal;
import io.zerostream.gateway.internal.registry.RefusedException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Looks tokens up, and lets each client be wrong only so often. A client that has been wrong too often is asked to wait, and
 * what it sends is not looked at, so that it does not learn which token is right. Those that it has used rightly before are
 * looked at all the same: else anybody behind the same reverse proxy could shut out the programs that work there.
 * Thread-safe.
 */
final class TokenTries {
    private final int perMinute;
    private final ClientRates wrong;
    /** Clients with hashes of tokens that were right, as many as there are clients remembered. */
    private final Map<String, Boolean> right = LatestUsed.map(ClientRates.CLIENTS);

    /** @param perMinute wrong tokens of one client, also at once; 0 = as many as it likes */
    TokenTries(int perMinute) {
        this(perMinute, TimeMeter.SYSTEM_NANOTIME);
    }

    TokenTries(int perMinute, TimeMeter time) {
        this.perMinute = perMinute;
        this.wrong = new ClientRates(perMinute, Duration.ofMinutes(1), perMinute, time);
    }

    /**
     * Who has a token.
     *
     * @param client the address that the request comes from
     * @param tokens finds who has the token of a hash
     * @param hint what to do when it is none
     * @throws RefusedException when it is none, or the client was wrong too often
     */
    Caller who(String client, String hash, Function<String, Optional<Caller>> tokens, String hint) {
        String pair = client + ' ' + hash;
        if (!wasRight(pair)) {
            wrong.untilRoom(client).ifPresent(this::refuse);
        }
        Optional<Caller> caller = tokens.apply(hash);
        if (caller.isPresent()) {
            synchronized (right) {
                right.put(pair, true);
            }
            return caller.get();
        }
        wrong.take(client, 1).ifPresent(this::refuse);
        throw new RefusedException(Refusal.UNAUTHENTICATED, "the token is not known here, or has expired", hint);
    }

    private boolean wasRight(String pair) {
        synchronized (right) {
            return right.get(pair) != null;
        }
    }

    private void refuse(Duration wait) {
        throw RefusedException.later(
                Refusal.TOO_FAST,
                "your address has sent more than " + perMinute
                        + " tokens within a minute that are not known here (access.wrong-tokens-per-minute), so that this"
                        + " one was not looked at",
                "wait " + seconds(wait) + ", then send the right one once",
                wait);
    }

    private static String seconds(Duration wait) {
        long whole = wait.plusSeconds(1).minusNanos(1).toSeconds();
        return whole == 1 ? "a second" : whole + " seconds";
    }

    /** Clients that were wrong, as far as they are remembered. */
    int clients() {
        return wrong.clients();
    }

    /** Tokens that were right, as far as they are remembered. */
    int rightOnes() {
        synchronized (right) {
            return right.size();
        }
    }
}
