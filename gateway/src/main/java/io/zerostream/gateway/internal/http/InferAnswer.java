package io.zerostream.gateway.internal.http;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.javalin.http.Context;
import io.zerostream.gateway.internal.live.Fate;
import io.zerostream.gateway.internal.view.DeadLetterView;
import io.zerostream.gateway.internal.view.LabelView;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
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
    private static final int OK = 200;

    /**
     * A tensor with an element a picture, in the order of the request.
     *
     * @param parameters how long {@code binary} is; null when it is in the JSON
     * @param data in the JSON; null when it is behind it
     * @param binary behind the JSON; empty when it is in it
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Tensor(
            String name,
            String datatype,
            List<Integer> shape,
            @Nullable Map<String, Integer> parameters,
            @Nullable List<Object> data,
            @JsonIgnore byte[] binary) {}

    /** An output that is asked for, in binary or in the JSON. */
    record Wanted(String name, boolean binary) {}

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

    /** The outputs that are wanted. */
    static List<Tensor> tensors(List<Wanted> outputs, List<Row> rows) {
        return outputs.stream().map(output -> tensor(output, rows)).toList();
    }

    private static Tensor tensor(Wanted output, List<Row> rows) {
        Column column = Objects.requireNonNull(COLUMNS.get(output.name()));
        List<Integer> shape = List.of(rows.size());
        List<Object> data = rows.stream().map(column.value()).toList();
        if (!output.binary()) {
            return new Tensor(output.name(), column.datatype(), shape, null, data, new byte[0]);
        }
        byte[] binary = BinaryTensors.encoded(data);
        return new Tensor(
                output.name(), column.datatype(), shape, Map.of(BinaryTensors.SIZE, binary.length), null, binary);
    }

    /** Answers with it. */
    void send(Context ctx) {
        if (outputs.stream().allMatch(output -> output.parameters() == null)) {
            Json.answer(ctx, OK, this);
            return;
        }
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.writeBytes(Json.write(this).getBytes(StandardCharsets.UTF_8));
        ctx.header(BinaryTensors.HEADER, String.valueOf(body.size()));
        outputs.forEach(output -> body.writeBytes(output.binary()));
        ctx.status(OK).contentType(BinaryTensors.MEDIA_TYPE).result(body.toByteArray());
    }
}
