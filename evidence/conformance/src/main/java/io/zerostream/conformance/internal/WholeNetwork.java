package io.zerostream.conformance.internal;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.JsonNode;
import io.zerostream.conformance.result.ConformanceException;
import io.zerostream.model.vmamba.VMambaConfig;
import io.zerostream.model.zeromamba.ZeroMamba;
import io.zerostream.model.zeromamba.ZeroMambaConfig;
import java.util.Arrays;
import java.util.Map;

/** A network of published size on weights and pictures from a formula: every stage, the heads, the labels. */
final class WholeNetwork {
    private static final double MAPS = 5e-5;
    private static final double VECTORS = 2e-5;

    private final String name;
    private final JsonNode lists;
    private final JsonNode described;
    private final Npz file;
    private final Cases cases;
    private final FormulaWeights formula;

    WholeNetwork(String name, JsonNode lists, JsonNode described, Npz file, Cases cases) {
        this.name = name;
        this.lists = lists;
        this.described = described;
        this.file = file;
        this.cases = cases;
        this.formula = new FormulaWeights(described.path("name_suffix").asText());
    }

    /** That the formula gives the reference's weights at all. */
    static void checkFormula(String name, JsonNode check, FormulaWeights formula, Cases cases) {
        long wrong = 0;
        for (Map.Entry<String, JsonNode> entry : check.properties()) {
            float[] values = formula.parameter(entry.getKey(), Json.longs(Json.needed(entry.getValue(), "shape")));
            JsonNode first = entry.getValue().path("first");
            boolean right = values[values.length - 1]
                    == (float) entry.getValue().path("last").asDouble();
            for (int i = 0; i < first.size(); i++) {
                right &= values[i] == (float) first.get(i).asDouble();
            }
            wrong += right ? 0 : 1;
        }
        cases.count(name + " (parameters that differ)", wrong);
    }

    /** @param tag of the pictures; also the key of the description */
    void run(String tag) {
        JsonNode facts = Json.needed(described, tag);
        int batch = Json.needed(facts, "batch").asInt();
        int size = Json.needed(facts, "size").asInt();
        int attributes = file.get("fused").size(1);
        ZeroMambaConfig config = config(attributes);
        ZeroMamba network = new ZeroMamba(config, 0);
        float[] pictures = formula.pictures(tag, batch, size);
        checkPictures(pictures);
        try (NDManager manager = Engines.manager()) {
            network.officialParameters()
                    .forEach((key, p) -> p.setInitializer(
                            (m, shape, type) -> m.create(formula.parameter(key, shape.getShape()), shape)));
            network.initialize(manager, DataType.FLOAT32);
            NDArray images = manager.create(pictures, new Shape(batch, 3, size, size));
            Forward forward = new Forward(network, manager);
            Engines.unrecorded(() -> {
                forward.stages(
                        config.backbone(),
                        images,
                        (stage, map) ->
                                statistics(stage, map, facts.path("stages").path(stage)));
                network.fuse(false);
                return network;
            });
            Map<String, float[]> parts = Engines.unrecorded(() -> forward.whole(images));
            parts.forEach((part, values) -> {
                if (file.has(part)) {
                    cases.close(name + ": " + part, values, file.get(part), part.equals("x_pre") ? MAPS : VECTORS);
                }
            });
            labels(parts, attributes);
        } finally {
            network.unfuse();
        }
    }

    private ZeroMambaConfig config(int attributes) {
        VMambaConfig backbone = Configs.backbone(lists, OfficialGroup.headClasses(lists));
        for (JsonNode heads : lists.path("zeromamba")) {
            if (heads.path("attributes").asInt() == attributes) {
                return OfficialGroup.heads(backbone, heads);
            }
        }
        throw new ConformanceException("the list of parameters has no heads of " + attributes + " attributes");
    }

    private void checkPictures(float[] pictures) {
        float[] first = Arrays.copyOf(pictures, (int) file.get("x_first").size());
        cases.close(name + ": x_first", first, file.get("x_first"), 0);
        int tail = (int) file.get("x_last").size();
        float[] last = Arrays.copyOfRange(pictures, pictures.length - tail, pictures.length);
        cases.close(name + ": x_last", last, file.get("x_last"), 0);
    }

    /** Per picture: extremes, sums and single values, each relative to the largest value, resp. to the absolute sum. */
    private void statistics(String stage, NDArray map, JsonNode facts) {
        JsonNode pictures = facts.path("per_image");
        float[] values = Forward.channelsFirst(map);
        int length = values.length / Math.max(1, pictures.size());
        double error = pictures.isEmpty() ? Double.NaN : 0;
        for (int b = 0; b < pictures.size(); b++) {
            error = Math.max(error, Statistics.of(values, b * length, length).error(pictures.get(b)));
        }
        cases.error(name + ": " + stage + " (mean, deviation, sum, extremes, first, last)", error, MAPS);
    }

    /** Every fourth class is unseen. */
    private void labels(Map<String, float[]> parts, int attributes) {
        float[] fused = parts.get("fused");
        if (fused == null) {
            throw new ConformanceException("the forward gave no fused vectors");
        }
        int classes = file.get("logits_all").size(1);
        float[] att = formula.attributes(classes, attributes);
        new Labels(att, classes, attributes, c -> c % 4 != 3)
                .compare(name, fused, file.get("gammas").toDoubles(), file, VECTORS, cases);
    }
}
