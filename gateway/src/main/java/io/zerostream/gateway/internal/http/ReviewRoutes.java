package io.zerostream.gateway.internal.http;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.zerostream.gateway.config.Role;
import io.zerostream.gateway.internal.feedback.FeedbackEditor;
import io.zerostream.gateway.internal.registry.ClassCheck;
import io.zerostream.gateway.internal.registry.ClassRequest;
import io.zerostream.gateway.internal.registry.Names;
import io.zerostream.gateway.internal.registry.Refusal;
import io.zerostream.gateway.internal.registry.RefusedException;
import io.zerostream.gateway.internal.review.Examples;
import io.zerostream.gateway.internal.review.ExamplesRequest;
import io.zerostream.gateway.internal.review.Review;
import io.zerostream.gateway.internal.review.ReviewQuestion;
import io.zerostream.gateway.internal.view.LabelView;
import io.zerostream.model.classes.Neighbour;
import io.zerostream.schemas.SafeText;
import io.zerostream.schemas.avro.Deployment;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** REST of pictures that people should look at, and of what a class of some of them would be. */
final class ReviewRoutes {
    /** What a class of some pictures would be. */
    static final String EXAMPLES = "/api/classes/from-pictures";

    private static final int OK = 200;
    private static final float USUAL_MARGIN = 0.1f;
    private static final int USUAL_PICTURES = 100;

    private final Review review;
    private final Examples examples;
    private final FeedbackEditor feedback;
    private final Registries registries;
    private final UploadBody body;
    private final Clock clock;

    /**
     * What a class of some pictures would be; it is added by {@code POST /api/classes}.
     *
     * @param model name and version that the vector is by
     * @param examples how many pictures it is made of
     * @param agreement mean cosine between each and the mean of the others
     * @param odd those that are unlike the others: event ids, or names of files
     * @param others recent pictures of other classes that it was set apart from
     * @param vector of the class
     * @param nearest classes of the set that it is most like
     * @param warnings what people should know before they add it
     */
    record Mean(
            String set,
            String model,
            int examples,
            double agreement,
            List<String> odd,
            int others,
            List<Double> vector,
            List<Neighbour> nearest,
            List<String> warnings) {}

    ReviewRoutes(
            Review review,
            Examples examples,
            FeedbackEditor feedback,
            Registries registries,
            UploadBody body,
            Clock clock) {
        this.review = review;
        this.examples = examples;
        this.feedback = feedback;
        this.registries = registries;
        this.body = body;
        this.clock = clock;
    }

    void install(RoutesConfig routes) {
        routes.get("/api/review", this::look, Role.VIEWER);
        routes.post(EXAMPLES, this::mean, Role.EDITOR);
    }

    private void look(Context ctx) {
        String set = registries.setOrDefault(Params.query(ctx, "set"));
        registries.classes().set(set);
        String kind = Params.query(ctx, "kind");
        if (kind != null && !List.of("unknown", "unsure", "both").contains(kind)) {
            throw new RefusedException(
                    Refusal.BAD_VALUE, "kind is '" + SafeText.of(kind) + "'", "there are unknown, unsure and both");
        }
        boolean unsure = kind != null && !kind.equals("unknown");
        Json.answer(
                ctx,
                OK,
                review.look(new ReviewQuestion(
                        set,
                        Params.query(ctx, "source"),
                        kind == null || !kind.equals("unsure"),
                        unsure ? Params.share(ctx, "margin", USUAL_MARGIN) : 0,
                        Params.query(ctx, "until") == null
                                ? null
                                : Params.instant(ctx, "until", clock.instant(), Instant.EPOCH),
                        Params.number(ctx, "limit", USUAL_PICTURES, Review.MOST),
                        Params.query(ctx, "groups") == null ? 0 : Params.number(ctx, "groups", 1, Review.MOST))));
    }

    /** Recent pictures are named in JSON; others come in a form. */
    private void mean(Context ctx) throws IOException {
        if (UploadBody.isForm(ctx)) {
            ofFiles(ctx);
            return;
        }
        if (!Params.mediaType(ctx).equals(Json.MEDIA_TYPE)) {
            throw new RefusedException(
                    Refusal.UNSUPPORTED_MEDIA,
                    "the body is of type '" + SafeText.of(Params.mediaType(ctx)) + "'",
                    "send files as a form (multipart/form-data), or name recent pictures in JSON");
        }
        ExamplesRequest asked = Json.body(ctx, ExamplesRequest.class);
        String set = demanded(ctx, asked.set() == null ? Params.query(ctx, "set") : asked.set());
        String name = named(asked.name() == null ? Params.query(ctx, "name") : asked.name());
        List<LabelView> labels = feedback.meant(asked.pictures());
        answer(ctx, set, name, labels.size(), examples.of(labels, set, name));
    }

    private void ofFiles(Context ctx) throws IOException {
        String set = demanded(ctx, said(ctx, "set"));
        String name = named(said(ctx, "name"));
        Deployment serving = registries
                .deployment()
                .orElseThrow(() -> new RefusedException(
                        Refusal.NOT_FOUND,
                        "no model is deployed that could look at pictures",
                        "activate one first: ./zerostream models activate"));
        List<Examples.Sent> pictures = body.form(ctx).stream()
                .map(part -> new Examples.Sent(part.name(), part.content()))
                .toList();
        answer(
                ctx,
                set,
                name,
                pictures.size(),
                examples.of(pictures, serving.getModel(), serving.getVersion(), set, name));
    }

    private String demanded(Context ctx, @Nullable String asked) {
        String set = registries.setOrDefault(asked);
        Acting.demand(ctx, Role.EDITOR, set);
        // before anything is looked at
        registries.classes().set(set);
        return set;
    }

    private static @Nullable String named(@Nullable String name) {
        return name == null || name.isBlank() ? null : Names.checked("the class name", name);
    }

    /** In the query, or in a part of the form that is no file. */
    private static @Nullable String said(Context ctx, String name) {
        String inQuery = Params.query(ctx, name);
        return inQuery == null ? ctx.formParam(name) : inQuery;
    }

    private void answer(Context ctx, String set, @Nullable String name, int pictures, Examples.Mean mean) {
        ClassCheck check = registries.classes().check(set, candidate(name, set, mean));
        List<String> warnings = new ArrayList<>(mean.notes(pictures));
        warnings.addAll(check.warnings());
        Json.answer(
                ctx,
                OK,
                new Mean(
                        set,
                        mean.model(),
                        pictures,
                        mean.agreement(),
                        mean.odd(),
                        mean.others(),
                        mean.vector(),
                        check.nearest(),
                        warnings));
    }

    /** By what it looks like: what sets it apart is not to be compared with what others look like. */
    private static ClassRequest candidate(@Nullable String name, String set, Examples.Mean mean) {
        return new ClassRequest(
                name, set, null, new ArrayList<>(mean.middle()), false, null, null, null, ClassRequest.Origin.EXAMPLES);
    }
}
