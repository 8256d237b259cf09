package io.zerostream.gateway.internal.http;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.zerostream.gateway.config.Role;
import io.zerostream.gateway.internal.live.RecentChanges;
import io.zerostream.gateway.internal.view.AuditView;
import java.util.List;
import java.util.stream.Stream;

/** Who changed what. */
final class AuditRoutes {
    private static final int OK = 200;

    private final RecentChanges entries;

    record Audit(List<AuditView> entries) {}

    AuditRoutes(RecentChanges entries) {
        this.entries = entries;
    }

    void install(RoutesConfig routes) {
        routes.get("/api/audit", this::show, Role.EDITOR);
    }

    private void show(Context ctx) {
        String subject = Params.query(ctx, "subject");
        Stream<AuditView> wanted = entries.newest().stream()
                .filter(entry -> subject == null || entry.subject().equals(subject));
        Json.answer(ctx, OK, new Audit(wanted.limit(Params.limit(ctx)).toList()));
    }
}
