package io.zerostream.job.internal.classify;

import io.zerostream.job.internal.Alarm;
import io.zerostream.job.internal.DecodedPicture;
import io.zerostream.job.internal.DeviceException;
import io.zerostream.job.internal.models.Probe;
import io.zerostream.job.internal.serving.Served;
import io.zerostream.job.internal.serving.Serving;
import io.zerostream.model.ModelException;
import io.zerostream.schemas.avro.DeadLetterReason;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/**
 * One batch from pixels to verdicts, on the inference thread. A forward pass never mixes two models: pictures of the
 * canary make one of their own, and the verdicts come back in the order of the pictures. Plain Java around the models;
 * knows nothing of Flink.
 */
final class BatchRunner {
    private final Consumer<Alarm> alarms;
    private final Embedder embedder;
    private final Embedder canaryEmbedder;
    private final Embedder shadowEmbedder;

    BatchRunner(Consumer<Alarm> alarms) {
        this.alarms = alarms;
        this.embedder = new Embedder(alarms);
        this.canaryEmbedder = new Embedder(alarms);
        this.shadowEmbedder = new Embedder(alarms);
    }

    /** Most pictures a call of the active model since the device ran out of memory, 0 = no limit. Any thread. */
    int callLimit() {
        int limit = embedder.limit();
        return limit == CallLimit.NONE ? 0 : limit;
    }

    /**
     * Answers every picture of the batch. What the canary fails on, the active version labels. A picture on which that
     * fails too is to blame only when the model answers its probe then, fails on the picture again, and answers again.
     *
     * @throws DeviceException when the model does not: no picture of the batch is to blame
     */
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
            pass(canaryEmbedder, batch, canary, forCanary, verdicts);
            List<Integer> failed = failed(forCanary, verdicts);
            if (!failed.isEmpty()) {
                alarms.accept(new Alarm(
                        Alarm.Code.CANARY_FAILED,
                        "canary " + canary.id() + " failed on " + failed.size() + " of " + forCanary.size()
                                + " pictures; " + serving.active().id() + " labels them: end the canary, or look at"
                                + " the log"));
                forActive.addAll(failed);
            }
        }
        Served active = serving.active();
        pass(embedder, batch, active, forActive, verdicts);
        List<Integer> failed = failed(forActive, verdicts);
        if (!failed.isEmpty()) {
            blame(batch, active, failed, verdicts);
        }
        long micros = (System.nanoTime() - startedAt) / 1000;
        return new BatchResult(Arrays.asList(verdicts), micros);
    }

    /** What failed is tried once more between two probes, for a device may be sick for a moment. */
    private void blame(Batch batch, Served active, List<Integer> failed, Verdict[] verdicts) {
        demandAnswer(active, failed.size(), batch.size());
        pass(embedder, batch, active, failed, verdicts);
        List<Integer> again = failed(failed, verdicts);
        if (!again.isEmpty()) {
            demandAnswer(active, again.size(), batch.size());
            alarms.accept(new Alarm(
                    Alarm.Code.BATCH_FAILED,
                    "model " + active.id() + " failed twice on " + again.size() + " of " + batch.size()
                            + " pictures, each alone, and answered its probe each time: they are dead letters"));
        }
    }

    private static void demandAnswer(Served active, int failed, int pictures) {
        try {
            Probe.check(active.model().model());
        } catch (DeviceException | ModelException e) {
            throw new DeviceException(
                    "model " + active.id() + " failed on " + failed + " of " + pictures
                            + " pictures and then on its probe: " + e.getMessage(),
                    e);
        }
    }

    private static void pass(
            Embedder embedder, Batch batch, Served served, List<Integer> positions, Verdict[] verdicts) {
        List<DecodedPicture> pictures =
                positions.stream().map(i -> batch.pictures().get(i).picture()).toList();
        List<Verdict> found = new ModelPass(embedder, batch.serving(), served, pictures).run();
        for (int k = 0; k < positions.size(); k++) {
            verdicts[positions.get(k)] = found.get(k);
        }
    }

    /** Those of the positions on which the model failed. */
    private static List<Integer> failed(List<Integer> positions, Verdict[] verdicts) {
        return positions.stream()
                .filter(i -> verdicts[i] instanceof Verdict.Dead dead
                        && dead.letter().getReason() == DeadLetterReason.INFERENCE_FAILED)
                .toList();
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
