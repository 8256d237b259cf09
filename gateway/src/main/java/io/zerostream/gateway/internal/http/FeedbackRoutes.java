package io.zerostream.gateway.internal.http;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.zerostream.gateway.config.AccessSettings;
import io.zerostream.gateway.config.Role;
import io.zerostream.gateway.internal.access.Caller;
import io.zerostream.gateway.internal.feedback.Accuracy;
import io.zerostream.gateway.internal.feedback.FeedbackEditor;
import io.zerostream.gateway.internal.feedback.FeedbackExport;
import io.zerostream.gateway.internal.feedback.FeedbackRequest;
import io.zerostream.gateway.internal.live.PicturePaths;
import io.zerostream.gateway.internal.registry.Names;
import io.zerostream.gateway.internal.registry.Refusal;
import io.zerostream.gateway.internal.registry.RefusedException;
import io.zerostream.gateway.internal.view.FeedbackView;
import io.zerostream.gateway.internal.view.LabelView;
import io.zerostream.schemas.SafeText;
import io.zerostream.schemas.avro.Feedback;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** REST of what people say that pictures show: {@code /api/feedback}. */
final class FeedbackRoutes {
    private static final String PATH = "/api/feedback";
    private static final int OK = 200;

    private final FeedbackEditor feedback;
    private final Registries registries;
    private final EventHub hub;
    private final AccessSettings access;
    private final Acting acting;
    private final Clock clock;

    /**
     * @param notKept what people said and the gateway no longer has, of all sets
     * @param complete false while the topic is still being read
     */
    record Said(List<FeedbackView> feedback, long notKept, boolean complete) {}

    /** Somebody judged pictures, or took that back; who may not see more hears no more. */
    record Judged(String classSet, int pictures) {}

    /** How a file of feedback may look. */
    private enum Format {
        CSV,
        LABEL_STUDIO
    }

    /** @param hub tells consoles what is said */
    FeedbackRoutes(
            FeedbackEditor feedback,
            Registries registries,
            EventHub hub,
            AccessSettings access,
            Acting acting,
            Clock clock) {
        this.feedback = feedback;
        this.registries = registries;
        this.hub = hub;
        this.access = access;
        this.acting = acting;
        this.clock = clock;
    }

    void install(RoutesConfig routes) {
        routes.get(PATH, this::list, Role.CONTRIBUTOR);
        routes.post(PATH, this::give, Role.CONTRIBUTOR);
        routes.delete(PATH, this::takeBack, Role.CONTRIBUTOR);
        routes.get(PATH + "/accuracy", this::accuracy, Role.VIEWER);
        routes.get(PATH + "/export", this::export, Role.CONTRIBUTOR);
    }

    private void give(Context ctx) {
        FeedbackRequest asked = Json.body(ctx, FeedbackRequest.class);
        List<LabelView> seen = feedback.meant(asked.pictures());
        seen.forEach(label -> Acting.demand(ctx, Role.CONTRIBUTOR, label.classSet()));
        List<FeedbackView> given = feedback.give(seen, asked, Acting.author(ctx, asked.author())).stream()
                .map(FeedbackView::of)
                .toList();
        tell(given);
        answer(ctx, given);
    }

    private void takeBack(Context ctx) {
        Feedback said = feedback.find(
                Names.checked("event_id", Params.query(ctx, "event_id")),
                Params.query(ctx, "source"),
                Params.query(ctx, "class_set"));
        Acting.demand(ctx, Role.CONTRIBUTOR, said.getClassSet());
        feedback.takeBack(said);
        List<FeedbackView> taken = List.of(FeedbackView.of(said));
        // of what is gone nothing else says who took it
        acting.did(
                ctx,
                Params.query(ctx, "author"),
                "feedback.take-back",
                "set/" + said.getClassSet(),
                taken.get(0),
                null);
        tell(taken);
        answer(ctx, taken);
    }

    private void tell(List<FeedbackView> judged) {
        judged.stream()
                .collect(Collectors.groupingBy(FeedbackView::classSet, Collectors.counting()))
                .forEach((set, pictures) -> hub.publish("feedback", new Judged(set, pictures.intValue())));
    }

    private void list(Context ctx) {
        answer(ctx, wanted(ctx).limit(Params.limit(ctx)).toList());
    }

    private void answer(Context ctx, List<FeedbackView> said) {
        Json.answer(ctx, OK, new Said(said, feedback.judgements().dropped(), feedback.isComplete()));
    }

    private void accuracy(Context ctx) {
        String set = registries.setOrDefault(Params.query(ctx, "set"));
        registries.classes().set(set);
        List<FeedbackView> said =
                asked(ctx).filter(each -> each.classSet().equals(set)).toList();
        Json.answer(ctx, OK, Accuracy.of(set, said, feedback.judgements().dropped(), feedback.isComplete()));
    }

    private void export(Context ctx) {
        feedback.demandComplete();
        List<FeedbackView> said = wanted(ctx).toList();
        Format format = format(Params.query(ctx, "format"));
        if (format == Format.CSV) {
            file(ctx, "feedback.csv").contentType("text/csv; charset=utf-8").result(FeedbackExport.csv(said));
        } else {
            String here = access.isBehindAnother() ? access.publicOrigin() : ctx.scheme() + "://" + ctx.host();
            file(ctx, "feedback.json");
            Json.answer(
                    ctx,
                    OK,
                    FeedbackExport.labelStudio(said, each -> here + PicturePaths.of(each.eventId(), each.sourceId())));
        }
    }

    private static Context file(Context ctx, String name) {
        return ctx.header("Content-Disposition", "attachment; filename=\"" + name + '"');
    }

    private static Format format(@Nullable String asked) {
        if (asked == null || asked.equals("csv")) {
            return Format.CSV;
        }
        if (asked.toLowerCase(Locale.ROOT).equals("label-studio")) {
            return Format.LABEL_STUDIO;
        }
        throw new RefusedException(
                Refusal.BAD_VALUE, "format is '" + SafeText.of(asked) + "'", "there are csv and label-studio");
    }

    /** What the request asks for, of the class sets whose pictures the caller may judge. */
    private Stream<FeedbackView> wanted(Context ctx) {
        Caller caller = AccessGate.caller(ctx);
        String set = Params.query(ctx, "set");
        return asked(ctx)
                .filter(each -> caller.may(Role.CONTRIBUTOR, each.classSet()))
                .filter(each -> set == null || each.classSet().equals(set));
    }

    private Stream<FeedbackView> asked(Context ctx) {
        String source = Params.query(ctx, "source");
        Instant now = clock.instant();
        Instant from = Params.instant(ctx, "from", now, Instant.EPOCH);
        Instant to = Params.instant(ctx, "to", now, Instant.MAX);
        return feedback.judgements().newest().stream()
                .filter(said -> source == null || said.getSourceId().equals(source))
                .filter(said -> !said.getCapturedAt().isBefore(from)
                        && said.getCapturedAt().isBefore(to))
                .map(FeedbackView::of);
    }
}
