package io.zerostream.trainer.data;

import io.zerostream.model.matching.SemanticSpace;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/** The usual zero-shot benchmarks: the names of their attributes, and what ZeroMamba's authors set on them. */
public enum Benchmark {
    CUB("CUB-200-2011", 0.3f),
    SUN("SUN Attribute", 0.35f),
    AWA2("Animals with Attributes 2", 0.98f);

    private final String title;
    private final float publishedGamma;

    Benchmark(String title, float publishedGamma) {
        this.title = title;
        this.publishedGamma = publishedGamma;
    }

    /** The benchmark that people mean by this name, if it is one; case does not matter. */
    public static Optional<Benchmark> of(String name) {
        return Arrays.stream(values())
                .filter(b -> b.id().equalsIgnoreCase(name))
                .findFirst();
    }

    /** Name of its space. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Its full name. */
    public String title() {
        return title;
    }

    /** γ of the published ZeroMamba; its authors do not say what they chose it on. */
    public float publishedGamma() {
        return publishedGamma;
    }

    /** Its attributes in the published order, without word vectors. */
    public SemanticSpace space() {
        try (InputStream in = Objects.requireNonNull(
                        Benchmark.class.getResourceAsStream("attributes-" + id() + ".txt"),
                        "the names are in this jar");
                BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            List<String> names = lines.lines().toList();
            return new SemanticSpace(id(), names, new float[0][]);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
