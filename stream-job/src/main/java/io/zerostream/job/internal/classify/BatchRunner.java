package io.zerostream.job.internal.classify;

import io.zerostream.job.internal.Alarm;
import io.zerostream.job.internal.DeviceException;
import io.zerostream.job.internal.classify.Batch.Verdict;
import io.zerostream.job.internal.models.Probe;
import io.zerostream.job.internal.serving.Served;
import io.zerostream.job.internal.serving.Serving;
import io.zerostream.model.ModelException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
    Batch.Result run(Batch batch) {
        long startedAt = System.nanoTime();
        Serving serving = batch.serving();
        List<PictureCase> cases = batch.pictures().stream()
                .map(pending -> new PictureCase(pending.picture()))
                .toList();
        List<PictureCase> forActive = new ArrayList<>(cases);
        Served canary = serving.canary();
        if (canary != null) {
            List<PictureCase> forCanary = cases.stream()
                    .filter(one -> serving.isForCanary(one.picture.eventId()))
                    .toList();
            new ModelPass(canaryEmbedder, serving, canary, forCanary).run();
            List<PictureCase> failed = failed(forCanary);
            if (!failed.isEmpty()) {
                alarms.accept(new Alarm(
                        Alarm.Code.CANARY_FAILED,
                        "canary " + canary.id() + " failed on " + failed.size() + " of " + forCanary.size()
                                + " pictures; " + serving.active().id() + " labels them: end the canary, or look at"
                                + " the log"));
            }
            forActive.removeAll(forCanary);
            forActive.addAll(failed);
        }
        Served active = serving.active();
        new ModelPass(embedder, serving, active, forActive).run();
        List<PictureCase> failed = failed(forActive);
        if (!failed.isEmpty()) {
            blame(batch, active, failed);
        }
        List<Verdict> verdicts = cases.stream()
                .map(one -> Objects.requireNonNull(one.verdict, "a pass answers every picture"))
                .toList();
        return new Batch.Result(verdicts, (System.nanoTime() - startedAt) / 1000);
    }

    /** What failed is tried once more between two probes, for a device may be sick for a moment. */
    private void blame(Batch batch, Served active, List<PictureCase> failed) {
        demandAnswer(active, failed.size(), batch.size());
        new ModelPass(embedder, batch.serving(), active, failed).run();
        List<PictureCase> again = failed(failed);
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

    private static List<PictureCase> failed(List<PictureCase> cases) {
        return cases.stream().filter(PictureCase::failed).toList();
    }

    /**
     * The labels of the shadow beside those that serve. Never throws for what the shadow does wrong.
     *
     * @param served what {@link #run} said of the batch
     */
    ShadowResult shadow(Batch batch, Served shadow, Batch.Result served) {
        Map<Integer, PictureCase> labelled = new LinkedHashMap<>();
        for (int i = 0; i < batch.size(); i++) {
            if (served.verdicts().get(i) instanceof Verdict.Labelled) {
                labelled.put(i, new PictureCase(batch.pictures().get(i).picture()));
            }
        }
        new ModelPass(shadowEmbedder, batch.serving(), shadow, List.copyOf(labelled.values())).run();
        List<ShadowResult.Pair> pairs = new ArrayList<>();
        labelled.forEach((i, one) -> {
            if (served.verdicts().get(i) instanceof Verdict.Labelled label
                    && one.verdict instanceof Verdict.Labelled other) {
                pairs.add(new ShadowResult.Pair(i, label.label(), other.label()));
            }
        });
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
