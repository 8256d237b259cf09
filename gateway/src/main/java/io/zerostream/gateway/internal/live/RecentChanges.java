package io.zerostream.gateway.internal.live;

import io.zerostream.gateway.internal.view.AuditView;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Who changed what lately. Logins have a place of their own, so that many of them push out no change. Thread-safe. */
public final class RecentChanges {
    /** Changes that are remembered. */
    public static final int CHANGES = 1000;

    private static final int LOGINS = 200;

    private final Ring<AuditView> changes;
    private final Ring<AuditView> logins;

    /** @param bytes of each that are remembered, as they are on the topic */
    public RecentChanges(long bytes) {
        this.changes = new Ring<>(CHANGES, bytes);
        this.logins = new Ring<>(LOGINS, bytes);
    }

    /**
     * One more.
     *
     * @param bytes of it on the topic
     */
    public void add(AuditView entry, long bytes) {
        (entry.action().equals(AuditView.LOGIN) ? logins : changes).add(entry, bytes);
    }

    /** All that are remembered, newest first. */
    public List<AuditView> newest() {
        return Stream.concat(changes.newest(CHANGES).stream(), logins.newest(LOGINS).stream())
                .sorted(Comparator.comparing((AuditView entry) -> Instant.parse(entry.at()))
                        .reversed())
                .toList();
    }
}
