package io.zerostream.cli.operate;

import com.fasterxml.jackson.databind.JsonNode;
import io.zerostream.cli.client.Form;
import io.zerostream.cli.client.GatewayClient;
import io.zerostream.cli.client.UserException;
import io.zerostream.cli.train.PictureVectors;
import io.zerostream.model.classes.ExamplePrototype;
import io.zerostream.model.classes.SemanticVectors;
import io.zerostream.model.classes.Separability;
import io.zerostream.model.classes.WordPrototype;
import io.zerostream.model.matching.Calibration;
import io.zerostream.model.matching.Prototype;
import io.zerostream.model.matching.Prototypes;
import io.zerostream.model.matching.SeenPenalty;
import io.zerostream.model.matching.SemanticSpace;
import io.zerostream.schemas.SafeText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Makes the values of a new class, and looks at how it would fit in with the set it is for. */
final class NewClass {
    private static final int NAMES_SHOWN = 8;
    /** That a gateway takes. */
    private static final int MOST_EXAMPLES = 50;
    /** Of them together; a gateway takes 32 MiB unless it is told otherwise. */
    private static final long MOST_BYTES = 30L << 20;

    private final GatewayClient gateway;
    private final String name;
    private final JsonNode set;
    private final SemanticSpace space;
    private final List<String> notes = new ArrayList<>();
    /** Of pictures of other classes, from which nothing was made; null = nothing was made from any. */
    private @Nullable SemanticVectors fresh;

    /**
     * @param name of the class
     * @param setName class set it is for; null = the deployment's
     */
    NewClass(GatewayClient gateway, String name, @Nullable String setName) {
        this.gateway = gateway;
        this.name = name;
        set = gateway.get("/api/classes" + (setName == null ? "" : "?set=" + GatewayClient.encode(setName)));
        space = space(set.path("space").asText());
    }

    /** @throws UserException when the set has a class of this name */
    void demandNew() {
        for (JsonNode member : set.path("classes")) {
            if (member.path("name").asText().equals(name)) {
                throw new UserException("class '" + name + "' is in set '"
                        + set.path("set").asText() + "' already: --replace replaces it");
            }
        }
    }

    /** What a person should know. */
    List<String> notes() {
        return notes;
    }

    /** The attributes of the space. */
    SemanticSpace space() {
        return space;
    }

    /**
     * Values from pictures that the gateway looks at: it sets them apart from recent ones of other classes, and compares them
     * with those classes.
     */
    Map<String, Float> fromExamples(List<Path> examples) {
        Form form = new Form();
        try {
            for (Path example : some(examples)) {
                form.file(String.valueOf(example.getFileName()), Files.readAllBytes(example));
            }
        } catch (IOException e) {
            throw new UserException("cannot read the examples: " + e, e);
        }
        JsonNode answer = gateway.post(
                "/api/classes/from-pictures?set="
                        + GatewayClient.encode(set.path("set").asText()) + "&name=" + GatewayClient.encode(name),
                form.contentType(),
                form.body());
        notes.add("looked at by " + SafeText.of(answer.path("model").asText()) + " in the gateway");
        JsonNode nearest = answer.at("/nearest/0");
        if (!nearest.isMissingNode()) {
            notes.add(String.format(
                    Locale.ROOT,
                    "closest: %s (cosine %.3f)",
                    SafeText.of(nearest.path("name").asText()),
                    nearest.path("cosine").asDouble()));
        }
        answer.path("warnings").forEach(warning -> notes.add(SafeText.of(warning.asText())));
        float[] vector = new float[answer.path("vector").size()];
        for (int a = 0; a < vector.length; a++) {
            vector[a] = answer.path("vector").get(a).floatValue();
        }
        return named(vector);
    }

    /** As many as a gateway takes at once, unless it is told otherwise; at least one, evenly from all. */
    private List<Path> some(List<Path> examples) throws IOException {
        for (int many = Math.min(MOST_EXAMPLES, examples.size()); ; many--) {
            int most = many;
            List<Path> some = IntStream.range(0, most)
                    .mapToObj(i -> examples.get((int) ((long) i * examples.size() / most)))
                    .toList();
            long bytes = 0;
            for (Path example : some) {
                bytes += Files.size(example);
            }
            if (bytes <= MOST_BYTES || many == 1) {
                if (many < examples.size()) {
                    notes.add("uses " + many + " of the " + examples.size() + " pictures; more would change little");
                }
                return some;
            }
        }
    }

    /**
     * Values from pictures; checks that they agree with each other.
     *
     * @param others pictures of other classes: from every other of them they are set apart, and on the rest it is seen what
     *     came of that
     */
    Map<String, Float> fromExamples(PictureVectors model, List<Path> examples, List<Path> others) {
        requireActive(model);
        SemanticVectors all = vectors(model, others);
        SemanticVectors apart =
                all.only(IntStream.range(0, all.size()).filter(i -> i % 2 == 0).toArray());
        fresh = all.only(IntStream.range(0, all.size()).filter(i -> i % 2 == 1).toArray());
        ExamplePrototype prototype = ExamplePrototype.of(model.of(examples), apart);
        notes.add(alone(prototype, apart.size())
                .map(why -> "not set apart from other classes, so it may take pictures that are not its own: " + why)
                .orElseGet(() -> "set apart from " + prototype.others() + " pictures of other classes"));
        notes.add(String.format(
                Locale.ROOT,
                "%d examples, each on average at cosine %.3f to the mean of the others",
                examples.size(),
                prototype.agreement()));
        for (int i : prototype.odd()) {
            notes.add(String.format(
                    Locale.ROOT,
                    "%s is unlike the others (cosine %.3f): is it of the same class?",
                    examples.get(i),
                    prototype.similarity()[i]));
        }
        if (examples.size() < 3) {
            notes.add("with so few examples nothing can be said of how much they vary");
        }
        return named(prototype.vector());
    }

    /**
     * Values from a description.
     *
     * @param words the space, with word vectors if there are any
     */
    Map<String, Float> fromWords(String description, SemanticSpace words) {
        if (!words.attributes().equals(space.attributes())) {
            throw new UserException(
                    "the model named with --model has other attributes than space '" + space.name() + "'");
        }
        WordPrototype prototype = WordPrototype.of(description, words);
        List<String> named = prototype.named();
        notes.add("named: "
                + String.join(", ", named.subList(0, Math.min(NAMES_SHOWN, named.size())))
                + (named.size() > NAMES_SHOWN ? ", and " + (named.size() - NAMES_SHOWN) + " more" : ""));
        if (!prototype.unused().isEmpty()) {
            notes.add("not used, as no attribute is named by them where they stand: "
                    + String.join(", ", prototype.unused()) + " (GET /api/spaces lists the names)");
        }
        notes.add("values from words are a guess: on CUB, the five strongest attributes of a bird, named exactly, point"
                + " to it among 127 in 2 of 3 cases, twenty in 9 of 10; pictures add errors of their own");
        if (words.wordVectors().length == 0) {
            notes.add(
                    "there are no word vectors here (--model names a model that has some): only attributes that are named count");
        }
        return named(prototype.vector());
    }

    /** Compares with the classes of the set. */
    void compare(Map<String, Float> values, @Nullable PictureVectors model, List<Path> probes) {
        List<Prototype> members = new ArrayList<>();
        for (JsonNode member : set.path("classes")) {
            Map<String, Float> attributes = new LinkedHashMap<>();
            member.path("attributes")
                    .properties()
                    .forEach(e -> attributes.put(e.getKey(), e.getValue().floatValue()));
            members.add(new Prototype(
                    member.path("name").asText(),
                    space.vector(attributes),
                    member.path("seen").asBoolean()));
        }
        SemanticVectors vectors = fresh == null ? vectors(model, probes) : fresh;
        notes.addAll(Separability.of(
                        new Prototype(name, space.vector(values), false),
                        Prototypes.of(space, members),
                        vectors,
                        penalty())
                .describe());
    }

    private SemanticVectors vectors(@Nullable PictureVectors model, List<Path> pictures) {
        if (model == null || pictures.isEmpty()) {
            return new SemanticVectors(new float[0], new int[0], space.size());
        }
        requireActive(model);
        return model.ofReadable(pictures, problem -> notes.add("left out: " + problem));
    }

    private static Optional<String> alone(ExamplePrototype prototype, int others) {
        if (prototype.others() > 0) {
            return Optional.empty();
        }
        return Optional.of(
                others < ExamplePrototype.ENOUGH_OTHERS
                        ? "name " + 2 * ExamplePrototype.ENOUGH_OTHERS + " pictures of other classes or more with"
                                + " --probes, for half of them are kept to try it on"
                        : "the model sees no difference between the examples and those of --probes");
    }

    private SeenPenalty penalty() {
        for (JsonNode each : gateway.get("/api/sets").path("sets")) {
            if (each.path("name").asText().equals(set.path("set").asText())) {
                return new SeenPenalty(
                        each.path("gamma").floatValue(),
                        Calibration.valueOf(each.path("calibration").asText(Calibration.SOFTMAX.name())));
            }
        }
        return SeenPenalty.NONE;
    }

    /** Vectors of another version mean something else. */
    private void requireActive(PictureVectors model) {
        for (JsonNode each : gateway.get("/api/models").path("models")) {
            if (each.path("active").asBoolean()) {
                if (!each.path("sha256").asText().equals(model.sha256())) {
                    throw new UserException(
                            "the running job uses " + each.path("name").asText() + " "
                                    + each.path("version").asText() + ", not the model named here (" + model.describe()
                                    + "): name its run or checkpoint with --model");
                }
                return;
            }
        }
        throw new UserException("no model is active: publish one with 'zerostream models publish --activate'");
    }

    private Map<String, Float> named(float[] vector) {
        Map<String, Float> values = new LinkedHashMap<>();
        for (int a = 0; a < vector.length; a++) {
            if (vector[a] != 0) {
                values.put(space.attributes().get(a), vector[a]);
            }
        }
        return values;
    }

    private SemanticSpace space(String spaceName) {
        for (JsonNode each : gateway.get("/api/spaces").path("spaces")) {
            if (each.path("name").asText().equals(spaceName)) {
                List<String> attributes = new ArrayList<>();
                each.path("attributes").forEach(a -> attributes.add(a.asText()));
                return new SemanticSpace(spaceName, attributes, new float[0][]);
            }
        }
        throw new UserException("the gateway does not know the space '" + spaceName + "' of this class set");
    }
}
