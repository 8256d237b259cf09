package io.zerostream.gateway.internal.feedback;

import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import io.zerostream.gateway.internal.view.FeedbackView;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What people say, for other programs. */
public final class FeedbackExport {
    /** What Label Studio's picture shows when it shows no class of the set. */
    public static final String NONE = "none of these";

    private static final String CLASS = "class";
    private static final String IMAGE = "image";
    private static final CsvMapper CSV = new CsvMapper();
    private static final CsvSchema COLUMNS = CsvSchema.builder()
            .addColumn("event_id")
            .addColumn("source_id")
            .addColumn("captured_at")
            .addColumn("class_set")
            .addColumn("truth")
            .addColumn("label")
            .addColumn("right")
            .addColumn("similarity")
            .addColumn("margin")
            .addColumn("class_set_revision")
            .addColumn("model")
            .addColumn("model_version")
            .addColumn("given_at")
            .addColumn("given_by")
            .build()
            .withHeader();

    private FeedbackExport() {}

    /** A row for each, with a header; no class is an empty field. */
    public static String csv(List<FeedbackView> said) {
        try {
            return CSV.writer(COLUMNS)
                    .writeValueAsString(said.stream().map(FeedbackExport::row).toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, Object> row(FeedbackView f) {
        return Map.ofEntries(
                Map.entry("event_id", f.eventId()),
                Map.entry("source_id", f.sourceId()),
                Map.entry("captured_at", f.capturedAt()),
                Map.entry("class_set", f.classSet()),
                Map.entry("truth", orEmpty(f.truth())),
                Map.entry("label", orEmpty(f.label())),
                Map.entry("right", f.right()),
                Map.entry("similarity", f.similarity()),
                Map.entry("margin", f.margin()),
                Map.entry("class_set_revision", f.classSetRevision()),
                Map.entry("model", f.model()),
                Map.entry("model_version", f.modelVersion()),
                Map.entry("given_at", f.givenAt()),
                Map.entry("given_by", f.givenBy()));
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
