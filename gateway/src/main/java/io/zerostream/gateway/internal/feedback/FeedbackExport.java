package io.zerostream.gateway.internal.feedback;

import io.zerostream.gateway.internal.registry.CsvText;
import io.zerostream.gateway.internal.view.FeedbackView;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What people say, for other programs. */
public final class FeedbackExport {
    /** What Label Studio's picture shows when it shows no class of the set. */
    public static final String NONE = "none of these";

    private static final String CLASS = "class";
    private static final String IMAGE = "image";
    private static final Object[] COLUMNS = {
        "event_id",
        "source_id",
        "captured_at",
        "class_set",
        "truth",
        "label",
        "right",
        "similarity",
        "margin",
        "class_set_revision",
        "model",
        "model_version",
        "given_at",
        "given_by"
    };

    private FeedbackExport() {}

    /** A row for each, with a header; no class is an empty field. */
    public static String csv(List<FeedbackView> said) {
        return CsvText.write(
                Stream.concat(Stream.<Object[]>of(COLUMNS), said.stream().map(FeedbackExport::row))
                        .toList());
    }

    private static Object[] row(FeedbackView f) {
        return new Object[] {
            f.eventId(),
            f.sourceId(),
            f.capturedAt(),
            f.classSet(),
            orEmpty(f.truth()),
            orEmpty(f.label()),
            f.right(),
            f.similarity(),
            f.margin(),
            f.classSetRevision(),
            f.model(),
            f.modelVersion(),
            f.givenAt(),
            f.givenBy()
        };
    }

    private static String orEmpty(@Nullable String name) {
        return name == null ? "" : name;
    }

    /** A task of Label Studio: a picture, what a person says, and what the model said. */
    public record Task(Data data, List<Annotation> annotations, List<Prediction> predictions) {}

    /** @param image address of the picture, as long as the gateway has it */
    public record Data(String image, String eventId, String sourceId, String capturedAt, String classSet) {}

    /** What a person says. */
    public record Annotation(List<Choice> result) {}

    /** @param score similarity to the best class, -1 to 1 */
    public record Prediction(String modelVersion, float score, List<Choice> result) {}

    /** A choice of Label Studio's. */
    public record Choice(String fromName, String toName, String type, Chosen value) {}

    /** What was chosen. */
    public record Chosen(List<String> choices) {}

    /**
     * Tasks for Label Studio, for a project whose labelling has {@code <Image name="image" value="$image"/>} and
     * {@code <Choices name="class" toName="image">}.
     *
     * @param address of the picture
     */
    public static List<Task> labelStudio(List<FeedbackView> said, Function<FeedbackView, String> address) {
        return said.stream()
                .map(f -> new Task(
                        new Data(address.apply(f), f.eventId(), f.sourceId(), f.capturedAt(), f.classSet()),
                        List.of(new Annotation(List.of(choice(f.truth())))),
                        List.of(new Prediction(
                                f.model() + ' ' + f.modelVersion(), f.similarity(), List.of(choice(f.label()))))))
                .toList();
    }

    private static Choice choice(@Nullable String name) {
        return new Choice(CLASS, IMAGE, "choices", new Chosen(List.of(name == null ? NONE : name)));
    }
}
