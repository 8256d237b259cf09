package io.zerostream.job.internal.classify;

import io.zerostream.job.internal.DeadLetters;
import io.zerostream.job.internal.DecodedPicture;
import io.zerostream.job.internal.EpochMicros;
import io.zerostream.job.internal.Rejection;
import io.zerostream.job.internal.classify.Embedder.Embedding;
import io.zerostream.job.internal.control.ServingSet;
import io.zerostream.job.internal.serving.Served;
import io.zerostream.job.internal.serving.Serving;
import io.zerostream.model.ModelException;
import io.zerostream.model.matching.Match;
import io.zerostream.schemas.avro.DeadLetterReason;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Pictures through one model and their class sets, all in one forward pass. Arrays and lists are by position. Used once.
 */
final class ModelPass {
    private final long startedAtMicros = EpochMicros.now();
    private final long startedAtNanos = System.nanoTime();
    private final Embedder embedder;
    private final Serving serving;
    private final Served served;
    private final List<DecodedPicture> pictures;
    private final @Nullable Rejection[] rejections;
    private final @Nullable Match[] matches;
    private final Map<String, ServingSet> setByName = new LinkedHashMap<>();
    private final String[] setNames;

    /** @param served the model of the serving to use */
    ModelPass(Embedder embedder, Serving serving, Served served, List<DecodedPicture> pictures) {
        this.embedder = embedder;
        this.serving = serving;
        this.served = served;
        this.pictures = pictures;
        rejections = new Rejection[pictures.size()];
        matches = new Match[pictures.size()];
        setNames = new String[pictures.size()];
    }

    /** Answers every picture, in their order. */
    List<Verdict> run() {
        List<Integer> known = resolveSets();
        float[][] vectors = embed(known);
        setByName.forEach((name, set) -> {
            List<Integer> members = known.stream()
                    .filter(i -> rejections[i] == null && setNames[i].equals(name))
                    .toList();
            if (!members.isEmpty()) {
                match(set, members, vectors);
            }
        });
        return verdicts();
    }

    private List<Integer> resolveSets() {
        List<Integer> known = new ArrayList<>();
        for (int i = 0; i < pictures.size(); i++) {
            DecodedPicture picture = pictures.get(i);
            setNames[i] = serving.setName(picture.classSet(), picture.sourceId());
            ServingSet set = setByName.computeIfAbsent(setNames[i], serving::set);
            if (set == null) {
                rejections[i] = new Rejection(
                        DeadLetterReason.UNKNOWN_CLASS_SET,
                        "class set '" + setNames[i] + "' is not served with model " + served.id() + "; there are: "
                                + String.join(", ", serving.knownSets()));
            } else {
                known.add(i);
            }
        }
        return known;
    }

    private float[][] embed(List<Integer> known) {
        float[][] vectors = new float[pictures.size()][];
        List<Embedding> embeddings = embedder.embed(
                served.model().model(), known.stream().map(pictures::get).toList());
        for (int k = 0; k < known.size(); k++) {
            Embedding embedding = embeddings.get(k);
            if (embedding.vector() != null) {
                vectors[known.get(k)] = embedding.vector();
            } else if (embedding.failure() != null) {
                fail(known.get(k), embedding.failure());
            }
        }
        return vectors;
    }

    private void match(ServingSet set, List<Integer> members, float[][] vectors) {
        try {
            List<Match> found = set.scorer().match(rows(members, vectors), members.size());
            for (int k = 0; k < members.size(); k++) {
                matches[members.get(k)] = found.get(k);
            }
        } catch (ModelException e) {
            if (members.size() == 1) {
                fail(members.get(0), e);
            } else {
                members.forEach(i -> match(set, List.of(i), vectors));
            }
        }
    }

    private float[] rows(List<Integer> members, float[][] vectors) {
        int a = vectors[members.get(0)].length;
        float[] rows = new float[members.size() * a];
        for (int k = 0; k < members.size(); k++) {
            System.arraycopy(vectors[members.get(k)], 0, rows, k * a, a);
        }
        return rows;
    }

    private void fail(int i, RuntimeException why) {
        rejections[i] = new Rejection(
                DeadLetterReason.INFERENCE_FAILED, "model " + served.id() + " failed on this picture alone: " + why);
    }

    private List<Verdict> verdicts() {
        long micros = (System.nanoTime() - startedAtNanos) / 1000;
        LabelWriter writer = new LabelWriter(served.version(), pictures.size(), startedAtMicros, micros);
        Verdict[] verdicts = new Verdict[pictures.size()];
        for (int i = 0; i < verdicts.length; i++) {
            DecodedPicture picture = pictures.get(i);
            Match match = matches[i];
            ServingSet set = setByName.get(setNames[i]);
            Rejection rejection = rejections[i];
            if (match != null && set != null) {
                verdicts[i] = new Verdict.Labelled(writer.label(picture, set, match));
            } else if (rejection != null) {
                verdicts[i] = new Verdict.Dead(DeadLetters.of(picture.origin(), picture.identity(), rejection));
            } else {
                throw new IllegalStateException("picture " + i + " of the batch was forgotten");
            }
        }
        return Arrays.asList(verdicts);
    }
}
