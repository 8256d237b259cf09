package io.zerostream.conformance.internal;

import com.fasterxml.jackson.databind.JsonNode;
import io.zerostream.model.nn.NamedBlock;
import io.zerostream.model.nn.Starts;
import io.zerostream.model.vmamba.VMamba;
import io.zerostream.model.vmamba.VMambaConfig;
import io.zerostream.model.zeromamba.ZeroMamba;
import io.zerostream.model.zeromamba.ZeroMambaConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The published configurations: names, order and shapes of all parameters, and a whole network on formula weights. */
public final class OfficialGroup implements Group {
    private static final String LISTS = "state_dict_";
    private static final Map<String, VMambaConfig> PRESETS =
            Map.of("tiny", VMambaConfig.tiny(), "small", VMambaConfig.small(), "base", VMambaConfig.base());

    @Override
    public void run(Path folder, Cases cases) throws IOException {
        for (Path file : Npz.files(folder, LISTS, ".json")) {
            String name = Npz.stem(file);
            cases.attempt(name, () -> names(name, Json.read(file), cases));
        }
        for (Path file : Npz.files(folder, "formula_weights_check", ".json")) {
            String preset = afterLast(Npz.stem(file));
            cases.attempt(
                    Npz.stem(file),
                    () -> WholeNetwork.checkFormula(
                            Npz.stem(file), Json.read(file), new FormulaWeights(suffix(folder, preset)), cases));
        }
        for (Path file : Npz.files(folder, "whole_", ".npz")) {
            String name = Npz.stem(file);
            cases.attempt(name, () -> {
                String preset = name.substring("whole_".length(), name.lastIndexOf('_'));
                JsonNode lists = Json.read(folder.resolve(LISTS + preset + ".json"));
                JsonNode whole = Json.read(folder.resolve("whole_" + preset + ".json"));
                new WholeNetwork(name, lists, whole, Npz.read(file), cases).run(afterLast(name));
            });
        }
    }

    private static String suffix(Path folder, String preset) throws IOException {
        return Json.read(folder.resolve("whole_" + preset + ".json"))
                .path("name_suffix")
                .asText();
    }

    private static String afterLast(String name) {
        return name.substring(name.lastIndexOf('_') + 1);
    }

    private static void names(String name, JsonNode list, Cases cases) {
        int classes = headClasses(list);
        VMambaConfig config = Configs.backbone(list, classes);
        VMambaConfig preset = PRESETS.get(name.substring(LISTS.length()));
        if (preset != null) {
            cases.same(name + ": the preset", preset, config);
        }
        List<String> backbone = parameters(list.path("state_dict"), "");
        VMamba bare = new VMamba(config, new Starts(0));
        cases.same(name + ": backbone", parameters(bare), backbone);
        long size = size(bare);
        cases.same(
                name + ": parameters of the backbone",
                size,
                list.path("backbone_parameters_with_imagenet_head").asLong());
        list.path("zeromamba")
                .properties()
                .forEach(heads -> cases.attempt(name + ": " + heads.getKey(), () -> {
                    JsonNode facts = heads.getValue();
                    List<String> wanted = parameters(
                            list.path("state_dict"),
                            facts.path("key_prefix_of_backbone").asText("VisionMamba."));
                    wanted.addAll(parameters(facts.path("extra_keys"), ""));
                    ZeroMamba network = new ZeroMamba(heads(config, facts), 0);
                    cases.same(name + ": ZeroMamba for " + heads.getKey(), parameters(network), wanted);
                    cases.same(
                            name + ": parameters for " + heads.getKey(),
                            size(network),
                            facts.path("parameters_total").asLong());
                }));
    }

    static int headClasses(JsonNode list) {
        for (JsonNode parameter : list.path("state_dict")) {
            if (parameter.path("key").asText().equals("classifier.head.bias")) {
                return parameter.path("shape").get(0).asInt();
            }
        }
        return 1000;
    }

    /** Sizes of the heads from the shapes of their weights. */
    static ZeroMambaConfig heads(VMambaConfig backbone, JsonNode facts) {
        Map<String, long[]> shapes = new HashMap<>();
        facts.path("extra_keys").forEach(p -> shapes.put(p.path("key").asText(), Json.longs(Json.needed(p, "shape"))));
        long[] embeddings = shapes.getOrDefault("VisionMamba.classifier2.V", new long[2]);
        long[] hidden = shapes.getOrDefault("clf_head2.0.weight", new long[2]);
        return new ZeroMambaConfig(backbone, (int) embeddings[0], (int) embeddings[1], (int) hidden[0]);
    }

    private static List<String> parameters(JsonNode list, String prefix) {
        List<String> parameters = new ArrayList<>();
        list.forEach(
                p -> parameters.add(prefix + p.path("key").asText() + Arrays.toString(Json.longs(p.path("shape")))));
        return parameters;
    }

    private static List<String> parameters(NamedBlock block) {
        List<String> parameters = new ArrayList<>();
        block.officialParameters()
                .forEach((key, p) ->
                        parameters.add(key + Arrays.toString(p.getShape().getShape())));
        return parameters;
    }

    private static long size(NamedBlock block) {
        return block.officialParameters().values().stream()
                .mapToLong(p -> p.getShape().size())
                .sum();
    }
}
