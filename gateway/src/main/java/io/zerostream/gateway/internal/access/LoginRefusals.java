package io.zerostream.gateway.internal.access;

import io.zerostream.gateway.internal.registry.Refusal;
import io.zerostream.gateway.internal.registry.RefusedException;
import io.zerostream.schemas.SafeText;
import java.time.Duration;

/** How a login is refused. Nothing secret goes in: the browser shows it, and logs keep it. */
final class LoginRefusals {
    /** What to do when this one cannot come to an end. */
    static final String BEGIN_AGAIN = "log in again";

    /** The provider may be back by then, or somebody else's login be done. */
    private static final Duration COME_AGAIN = Duration.ofSeconds(5);

    private LoginRefusals() {}

    /**
     * Whoever asks does not come in.
     *
     * @param what what did not fit
     * @param hint what to do
     */
    static RefusedException refused(String what, String hint) {
        return new RefusedException(Refusal.LOGIN_REFUSED, SafeText.of(what), hint);
    }

    /**
     * Nobody can say now who asks.
     *
     * @param what what does not answer, and how
     */
    static RefusedException away(String what) {
        return RefusedException.later(
                Refusal.LOGIN_AWAY,
                SafeText.of(what),
                "try again; if it stays so, tell who runs this gateway",
                COME_AGAIN);
    }
}
