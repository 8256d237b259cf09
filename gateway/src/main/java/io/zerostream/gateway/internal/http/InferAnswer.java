package io.zerostream.gateway.internal.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.zerostream.gateway.internal.live.Fate;
import io.zerostream.gateway.internal.view.DeadLetterView;
import io.zerostream.gateway.internal.view.LabelView;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What became of pictures, as tensors of the Open Inference Protocol. */
record InferAnswer(
        String modelName,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String id,
        List<Tensor> outputs) {

    private static final Map<String, Column> COLUMNS = columns();

    /** @param data an element a picture, in the order of the request */
    record Tensor(String name, String datatype, List<Integer> shape, List<Object> data) {}

    /** A tensor without pictures; -1 = as many as there are. */
    record Described(String name, String datatype, List<Integer> shape) {}

    /** A picture that has a label or is a dead letter. */
    record Row(String eventId, Fate fate) {}

    private record Column(String datatype, Function<Row, Object> value) {}

    private static Map<String, Column> columns() {
        Map<String, Column> all = new LinkedHashMap<>();
        all.put("label", new Column(InferRequest.BYTES, row -> label(row, LabelView::label, "")));
        all.put(
                "score",
                new Column(
                        "FP32",
                        row -> label(
                                row,
                                l -> l.top().isEmpty() ? null : l.top().get(0).score(),
                                0f)));
        all.put("outcome", new Column(InferRequest.BYTES, InferAnswer::outcome));
        all.put("model_version", new Column(InferRequest.BYTES, row -> label(row, LabelView::modelVersion, "")));
        all.put("class_set_revision", new Column("INT64", row -> label(row, LabelView::classSetRevision, 0L)));
        all.put("event_id", new Column(InferRequest.BYTES, Row::eventId));
        return all;
    }

    private static <T> T label(Row row, Function<LabelView, @Nullable T> value, T otherwise) {
        LabelView label = row.fate().label();
        T found = label == null ? null : value.apply(label);
        return found == null ? otherwise : found;
    }

    private static String outcome(Row row) {
        DeadLetterView letter = row.fate().deadLetter();
        return letter == null ? label(row, LabelView::outcome, "") : letter.reason();
    }

    /** Names of all outputs. */
    static List<String> names() {
        return List.copyOf(COLUMNS.keySet());
    }

    /** All outputs, without pictures. */
    static List<Described> described() {
        return COLUMNS.entrySet().stream()
                .map(e -> new Described(e.getKey(), e.getValue().datatype(), List.of(-1)))
                .toList();
    }

    /** The outputs of these names. */
    static List<Tensor> tensors(List<String> names, List<Row> rows) {
        return names.stream()
                .map(name -> {
                    Column column = Objects.requireNonNull(COLUMNS.get(name));
                    return new Tensor(
                            name,
                            column.datatype(),
                            List.of(rows.size()),
                            rows.stream().map(column.value()).toList());
                })
                .toList();
    }
}
