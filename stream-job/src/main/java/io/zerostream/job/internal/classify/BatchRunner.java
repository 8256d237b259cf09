package io.zerostream.job.internal.classify;

import io.zerostream.job.internal.Alarm;
import io.zerostream.job.internal.DeadLetters;
import io.zerostream.job.internal.DecodedPicture;
import io.zerostream.job.internal.EpochMicros;
import io.zerostream.job.internal.Rejection;
import io.zerostream.job.internal.classify.Embedder.Embedding;
import io.zerostream.job.internal.control.ServingSet;
import io.zerostream.model.Match;
import io.zerostream.model.ModelException;
import io.zerostream.schemas.avro.DeadLetterReason;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One batch from pixels to verdicts, on the inference thread. Plain Java around the model; knows nothing of Flink. */
final class BatchRunner {
    private final Embedder embedder;

    BatchRunner(Consumer<Alarm> alarms) {
        this.embedder = new Embedder(alarms);
    }

    /** Answers every picture of the batch. */
    BatchResult run(Batch batch) {
        return new Run(batch).finish();
    }

    /** One batch under way. Arrays and lists are by position in the batch. */
    private final class Run {
        private final long startedAtMicros = EpochMicros.now();
        private final long startedAtNanos = System.nanoTime();
        private final Batch batch;
        private final @Nullable Rejection[] rejections;
        private final @Nullable Match[] matches;
        private final Map<String, ServingSet> setByName = new LinkedHashMap<>();
        private final String[] setNames;
        private int succeeded;
        private @Nullable RuntimeException lastFailure;

        Run(Batch batch) {
            this.batch = batch;
            rejections = new Rejection[batch.size()];
            matches = new Match[batch.size()];
            setNames = new String[batch.size()];
        }

        BatchResult finish() {
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
            long inferenceMicros = (System.nanoTime() - startedAtNanos) / 1000;
            RuntimeException failure = succeeded == 0 ? lastFailure : null;
            return new BatchResult(verdicts(inferenceMicros), failure, inferenceMicros);
        }

        private List<Integer> resolveSets() {
            Serving serving = batch.serving();
            List<Integer> known = new ArrayList<>();
            for (int i = 0; i < batch.size(); i++) {
                DecodedPicture picture = picture(i);
                setNames[i] = serving.setName(picture.classSet(), picture.sourceId());
                ServingSet set = setByName.computeIfAbsent(setNames[i], serving::set);
                if (set == null) {
                    rejections[i] = new Rejection(
                            DeadLetterReason.UNKNOWN_CLASS_SET,
                            "class set '" + setNames[i] + "' is not served with model "
                                    + serving.plan().modelId() + "; there are: "
                                    + String.join(", ", serving.knownSets()));
                } else {
                    known.add(i);
                }
            }
            return known;
        }

        private float[][] embed(List<Integer> known) {
            float[][] vectors = new float[batch.size()][];
            List<Embedding> embeddings = embedder.embed(
                    batch.serving().model().model(),
                    known.stream().map(this::picture).toList());
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
                    succeeded++;
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
            lastFailure = why;
            rejections[i] = new Rejection(
                    DeadLetterReason.INFERENCE_FAILED,
                    "model " + batch.serving().plan().modelId() + " failed on this picture alone: " + why);
        }

        private List<Verdict> verdicts(long inferenceMicros) {
            LabelWriter writer = new LabelWriter(batch, startedAtMicros, inferenceMicros);
            Verdict[] verdicts = new Verdict[batch.size()];
            for (int i = 0; i < verdicts.length; i++) {
                Match match = matches[i];
                ServingSet set = setByName.get(setNames[i]);
                Rejection rejection = rejections[i];
                if (match != null && set != null) {
                    verdicts[i] = new Verdict.Labelled(writer.label(picture(i), set, match));
                } else if (rejection != null) {
                    verdicts[i] = new Verdict.Dead(
                            DeadLetters.of(picture(i).origin(), picture(i).identity(), rejection));
                } else {
                    throw new IllegalStateException("picture " + i + " of the batch was forgotten");
                }
            }
            return Arrays.asList(verdicts);
        }

        private DecodedPicture picture(int i) {
            return batch.pictures().get(i).picture();
        }
    }
}
