package io.zerostream.job.internal.classify;

import io.zerostream.job.internal.DeadLetters;
import io.zerostream.job.internal.EpochMicros;
import io.zerostream.job.internal.Rejection;
import io.zerostream.job.internal.classify.Batch.Verdict;
import io.zerostream.job.internal.classify.Embedder.Embedding;
import io.zerostream.job.internal.control.ServingSet;
import io.zerostream.job.internal.serving.Served;
import io.zerostream.job.internal.serving.Serving;
import io.zerostream.model.ModelException;
import io.zerostream.model.matching.Match;
import io.zerostream.schemas.avro.DeadLetterReason;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Pictures through one model and their class sets, all in one forward pass; leaves a verdict in each case. Used once. */
final class ModelPass {
    private final long startedAtMicros = EpochMicros.now();
    private final long startedAtNanos = System.nanoTime();
    private final Embedder embedder;
    private final Serving serving;
    private final Served served;
    private final List<PictureCase> cases;

    /** @param served the model of the serving to use */
    ModelPass(Embedder embedder, Serving serving, Served served, List<PictureCase> cases) {
        this.embedder = embedder;
        this.serving = serving;
        this.served = served;
        this.cases = cases;
    }

    /** Answers every picture. */
    void run() {
        cases.forEach(PictureCase::begin);
        resolveSets();
        embed(cases.stream().filter(one -> one.set != null).toList());
        // by name: a set's own hash is that of all its members
        Map<String, List<PictureCase>> bySet = new LinkedHashMap<>();
        for (PictureCase one : cases) {
            if (one.set != null && one.vector != null) {
                bySet.computeIfAbsent(one.set.name(), name -> new ArrayList<>()).add(one);
            }
        }
        bySet.values().forEach(this::match);
        decide();
    }

    private void resolveSets() {
        // a name means one set in the whole pass
        Map<String, @Nullable ServingSet> byName = new HashMap<>();
        for (PictureCase one : cases) {
            String name = serving.setName(one.picture.classSet(), one.picture.sourceId());
            one.set = byName.computeIfAbsent(name, serving::set);
            if (one.set == null) {
                one.rejection = new Rejection(
                        DeadLetterReason.UNKNOWN_CLASS_SET,
                        "class set '" + name + "' is not served with model " + served.id() + "; there are: "
                                + String.join(", ", serving.knownSets()));
            }
        }
    }

    private void embed(List<PictureCase> known) {
        List<Embedding> embeddings = embedder.embed(
                served.model().model(), known.stream().map(one -> one.picture).toList());
        for (int k = 0; k < known.size(); k++) {
            Embedding embedding = embeddings.get(k);
            known.get(k).vector = embedding.vector();
            if (embedding.failure() != null) {
                fail(known.get(k), embedding.failure());
            }
        }
    }

    /** @param members pictures that are matched with the same set */
    private void match(List<PictureCase> members) {
        ServingSet set = Objects.requireNonNull(members.get(0).set);
        try {
            List<Match> found = set.scorer().match(rows(members), members.size());
            for (int k = 0; k < members.size(); k++) {
                members.get(k).match = found.get(k);
            }
        } catch (ModelException e) {
            if (members.size() == 1) {
                fail(members.get(0), e);
            } else {
                members.forEach(one -> match(List.of(one)));
            }
        }
    }

    /** Their vectors (n,a), row-major. */
    private static float[] rows(List<PictureCase> members) {
        float[] rows = new float[0];
        for (int k = 0; k < members.size(); k++) {
            float[] vector = Objects.requireNonNull(members.get(k).vector);
            if (k == 0) {
                rows = new float[members.size() * vector.length];
            }
            System.arraycopy(vector, 0, rows, k * vector.length, vector.length);
        }
        return rows;
    }

    private void fail(PictureCase one, RuntimeException why) {
        one.rejection = new Rejection(
                DeadLetterReason.INFERENCE_FAILED, "model " + served.id() + " failed on this picture alone: " + why);
    }

    private void decide() {
        long micros = (System.nanoTime() - startedAtNanos) / 1000;
        LabelWriter writer = new LabelWriter(served.version(), cases.size(), startedAtMicros, micros);
        for (PictureCase one : cases) {
            if (one.match != null && one.set != null) {
                one.verdict = new Verdict.Labelled(writer.label(one.picture, one.set, one.match));
            } else if (one.rejection != null) {
                one.verdict =
                        new Verdict.Dead(DeadLetters.of(one.picture.origin(), one.picture.identity(), one.rejection));
            } else {
                throw new IllegalStateException("picture " + one.picture.eventId() + " of the batch was forgotten");
            }
        }
    }
}
