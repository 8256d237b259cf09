package io.zerostream.gateway.internal.http;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.zerostream.gateway.config.Role;
import io.zerostream.gateway.internal.registry.ImportRequest;
import io.zerostream.gateway.internal.registry.ImportedSet;
import io.zerostream.gateway.internal.registry.Names;
import io.zerostream.gateway.internal.registry.Refusal;
import io.zerostream.gateway.internal.registry.RefusedException;
import io.zerostream.gateway.internal.registry.SetDifference;
import io.zerostream.gateway.internal.view.DifferenceView;
import io.zerostream.gateway.internal.view.RevisionView;
import io.zerostream.gateway.internal.view.SetView;
import io.zerostream.schemas.SafeText;
import io.zerostream.schemas.avro.ClassSet;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** REST of what class sets were, and of class sets as tables. */
final class SetRoutes {
    /** Longest table, bytes. */
    static final int TABLE_BYTES = 8 * 1024 * 1024;

    private static final String PATH = "/api/sets/";
    private static final String IMPORT = "/import";
    private static final int OK = 200;

    private final Registries registries;
    private final Acting acting;

    /** @param rememberedSince when the oldest revision that is remembered was made */
    record Revisions(String set, String rememberedSince, int remembered, List<RevisionView> revisions) {}

    /**
     * A table put into a set, or what would become of it.
     *
     * @param revision of the set then
     * @param changed false when everything already is as the table says
     * @param dryRun whether nothing was written
     */
    record Imported(
            String set,
            long revision,
            boolean changed,
            boolean dryRun,
            List<String> warnings,
            DifferenceView difference) {}

    SetRoutes(Registries registries, Acting acting) {
        this.registries = registries;
        this.acting = acting;
    }

    void install(RoutesConfig routes) {
        routes.get("/api/sets/{name}/revisions", this::revisions, Role.VIEWER);
        routes.get("/api/sets/{name}/difference", this::difference, Role.VIEWER);
        routes.get("/api/sets/{name}/export", this::export, Role.VIEWER);
        routes.post("/api/sets/{name}/import", this::importTable, Role.EDITOR);
    }

    /** Whether a body at this path may be a table. */
    static boolean isImport(String path) {
        return path.startsWith(PATH) && path.endsWith(IMPORT);
    }

    private void revisions(Context ctx) {
        String set = name(ctx);
        List<ClassSet> all = registries.classes().revisions(set);
        List<RevisionView> newest = new ArrayList<>();
        for (int i = all.size() - 1; i >= Math.max(0, all.size() - Params.limit(ctx)); i--) {
            ClassSet revision = all.get(i);
            Optional<SetDifference> since = i == 0
                    ? Optional.empty()
                    : registries.classes().view().difference(set, all.get(i - 1).getRevision(), revision.getRevision());
            newest.add(
                    RevisionView.of(revision, since, registries.jobs().inUse(registries.deploymentName(), revision)));
        }
        Json.answer(ctx, OK, new Revisions(set, all.get(0).getChangedAt().toString(), all.size(), List.copyOf(newest)));
    }

    private void difference(Context ctx) {
        String set = name(ctx);
        List<ClassSet> all = registries.classes().revisions(set);
        long newest = all.get(all.size() - 1).getRevision();
        long to = Params.revision(ctx, "to", newest);
        long from = Params.revision(ctx, "from", before(all, to));
        SetDifference difference = registries.classes().difference(set, from, to);
        Json.answer(ctx, OK, DifferenceView.of(difference, registries.classes().spaceOf(difference.to())));
    }

    private static long before(List<ClassSet> all, long revision) {
        for (int i = all.size() - 1; i > 0; i--) {
            if (all.get(i).getRevision() == revision) {
                return all.get(i - 1).getRevision();
            }
        }
        return revision;
    }

    private void export(Context ctx) {
        String format = Params.query(ctx, "format");
        if (format != null && !format.equals("csv")) {
            throw RefusedException.unknown(
                    Refusal.BAD_VALUE,
                    "format is '" + SafeText.of(format) + "'",
                    format,
                    List.of("csv"),
                    "there is csv");
        }
        String set = name(ctx);
        String file = URLEncoder.encode(set, StandardCharsets.UTF_8).replace("+", "%20");
        ctx.status(OK)
                .contentType("text/csv; charset=utf-8")
                .header("Content-Disposition", "attachment; filename*=UTF-8''" + file + ".csv")
                .result(registries.classes().csv(set));
    }

    private void importTable(Context ctx) throws IOException {
        String set = name(ctx);
        Acting.demand(ctx, Role.EDITOR, set);
        boolean dryRun = Params.flag(ctx, "dry_run");
        String said = Params.query(ctx, "author");
        ImportRequest request = new ImportRequest(
                body(ctx),
                Params.flag(ctx, "exact"),
                Params.revision(ctx, "expected_revision"),
                Acting.author(ctx, said));
        Consumer<String> mayRevise = revised -> Acting.demand(ctx, Role.EDITOR, revised);
        SetView before = registries.described(set);
        ImportedSet imported = dryRun
                ? registries.classes().planImport(set, request, mayRevise)
                : registries.classes().importTable(set, request, mayRevise);
        boolean changed = !imported.change().entries().isEmpty();
        if (changed && !dryRun) {
            acting.did(ctx, said, "set.import", "set/" + set, before, registries.described(set));
        }
        Json.answer(
                ctx,
                OK,
                new Imported(
                        set,
                        imported.change().revision(),
                        changed,
                        dryRun,
                        imported.change().warnings(),
                        DifferenceView.of(
                                imported.difference(),
                                registries
                                        .classes()
                                        .spaceOf(imported.difference().to()))));
    }

    private static byte[] body(Context ctx) throws IOException {
        try (InputStream in = ctx.bodyInputStream()) {
            byte[] bytes = in.readNBytes(TABLE_BYTES + 1);
            if (bytes.length > TABLE_BYTES) {
                throw Json.tooLarge(TABLE_BYTES);
            }
            return bytes;
        }
    }

    private static String name(Context ctx) {
        return Names.checked("the set name", ctx.pathParam("name"));
    }
}
