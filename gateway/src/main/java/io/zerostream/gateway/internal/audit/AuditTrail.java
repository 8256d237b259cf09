package io.zerostream.gateway.internal.audit;

import io.zerostream.gateway.internal.access.Caller;
import io.zerostream.schemas.avro.AuditEntry;
import io.zerostream.schemas.avro.CallerKind;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Tells the audit log of changes. Thread-safe. */
public final class AuditTrail {
    /** UTF-16 units of a subject that are kept: a class set of ten thousand members has more, its revisions have them all. */
    static final int LONGEST = 64 * 1024;

    private final AuditLog log;
    private final Function<Object, String> json;
    private final Clock clock;

    /** @param json writes a subject as the REST answers have it */
    public AuditTrail(AuditLog log, Function<Object, String> json, Clock clock) {
        this.log = log;
        this.json = json;
        this.clock = clock;
    }

    /**
     * A change that was made.
     *
     * @param caller who asked
     * @param address IP address that they asked from
     * @param said the author that the request names
     * @param action what was done, for example {@code class.add}
     * @param subject what to, for example {@code class/flags/Norway}
     * @param before the subject as it was; null = not there
     * @param after the subject as it is; null = gone
     */
    public void tell(
            Caller caller,
            String address,
            @Nullable String said,
            String action,
            String subject,
            @Nullable Object before,
            @Nullable Object after) {
        boolean unknown = caller.kind() == Caller.Kind.ANONYMOUS;
        log.write(AuditEntry.newBuilder()
                .setAt(clock.instant().truncatedTo(ChronoUnit.MILLIS))
                .setWho(caller.name())
                .setKind(CallerKind.valueOf(caller.kind().name()))
                .setSaid(unknown ? Objects.requireNonNullElse(said, "") : "")
                .setAddress(address)
                .setAction(action)
                .setSubject(subject)
                .setBefore(text(before))
                .setAfter(text(after))
                .build());
    }

    private @Nullable String text(@Nullable Object subject) {
        if (subject == null) {
            return null;
        }
        String whole = json.apply(subject);
        return whole.length() <= LONGEST ? whole : whole.substring(0, LONGEST) + '…';
    }
}
