package io.zerostream.job.internal.classify;

import io.zerostream.job.internal.Alarm;
import io.zerostream.job.internal.DecodedPicture;
import io.zerostream.schemas.avro.DeadLetterReason;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One batch from pixels to verdicts, on the inference thread. A forward pass never mixes two models: pictures of the
 * canary make one of their own, and the verdicts come back in the order of the pictures. Plain Java around the models;
 * knows nothing of Flink.
 */
final class BatchRunner {
    private final Consumer<Alarm> alarms;
    private final Embedder embedder;
    private final Embedder shadowEmbedder;

    BatchRunner(Consumer<Alarm> alarms) {
        this.alarms = alarms;
        this.embedder = new Embedder(alarms);
        this.shadowEmbedder = new Embedder(alarms);
    }

    /** Answers every picture of the batch. What the canary fails on, the active version labels. */
    BatchResult run(Batch batch) {
        long startedAt = System.nanoTime();
        Serving serving = batch.serving();
        Verdict[] verdicts = new Verdict[batch.size()];
        List<Integer> forActive = new ArrayList<>();
        List<Integer> forCanary = new ArrayList<>();
        for (int i = 0; i < batch.size(); i++) {
            String eventId = batch.pictures().get(i).picture().eventId();
            (serving.isForCanary(eventId) ? forCanary : forActive).add(i);
        }
        Served canary = serving.canary();
        if (canary != null && !forCanary.isEmpty()) {
            pass(batch, canary, forCanary, verdicts);
            List<Integer> failed =
                    forCanary.stream().filter(i -> failed(verdicts[i])).toList();
            if (!failed.isEmpty()) {
                alarms.accept(new Alarm(
                        Alarm.Code.CANARY_FAILED,
                        "canary " + canary.id() + " failed on " + failed.size() + " of " + forCanary.size()
                                + " pictures; " + serving.active().id() + " labels them: end the canary, or look at"
                                + " the log"));
                forActive.addAll(failed);
            }
        }
        RuntimeException failure = forActive.isEmpty() ? null : pass(batch, serving.active(), forActive, verdicts);
        boolean someCameThrough = Arrays.stream(verdicts).anyMatch(v -> v instanceof Verdict.Labelled);
        long micros = (System.nanoTime() - startedAt) / 1000;
        return new BatchResult(Arrays.asList(verdicts), someCameThrough ? null : failure, micros);
    }

    private @Nullable RuntimeException pass(Batch batch, Served served, List<Integer> positions, Verdict[] verdicts) {
        List<DecodedPicture> pictures =
                positions.stream().map(i -> batch.pictures().get(i).picture()).toList();
        ModelPass pass = new ModelPass(embedder, batch.serving(), served, pictures);
        List<Verdict> found = pass.run();
        for (int k = 0; k < positions.size(); k++) {
            verdicts[positions.get(k)] = found.get(k);
        }
        return pass.failure();
    }

    private static boolean failed(Verdict verdict) {
        return verdict instanceof Verdict.Dead dead && dead.letter().getReason() == DeadLetterReason.INFERENCE_FAILED;
    }

    /**
     * The labels of the shadow beside those that serve. Never throws for what the shadow does wrong.
     *
     * @param served what {@link #run} said of the batch
     */
    ShadowResult shadow(Batch batch, Served shadow, BatchResult served) {
        List<Integer> labelled = new ArrayList<>();
        for (int i = 0; i < batch.size(); i++) {
            if (served.verdicts().get(i) instanceof Verdict.Labelled) {
                labelled.add(i);
            }
        }
        List<DecodedPicture> pictures =
                labelled.stream().map(i -> batch.pictures().get(i).picture()).toList();
        List<Verdict> found = new ModelPass(shadowEmbedder, batch.serving(), shadow, pictures).run();
        List<ShadowResult.Pair> pairs = new ArrayList<>();
        for (int k = 0; k < labelled.size(); k++) {
            int i = labelled.get(k);
            if (served.verdicts().get(i) instanceof Verdict.Labelled one
                    && found.get(k) instanceof Verdict.Labelled other) {
                pairs.add(new ShadowResult.Pair(i, one.label(), other.label()));
            }
        }
        int failed = labelled.size() - pairs.size();
        if (failed > 0) {
            alarms.accept(new Alarm(
                    Alarm.Code.SHADOW_FAILED,
                    "shadow " + shadow.id() + " failed on " + failed + " of " + labelled.size()
                            + " pictures; they were served all the same"));
        }
        return new ShadowResult(shadow, pairs, failed);
    }
}
