package io.zerostream.trainer.flags.run;

import io.zerostream.model.matching.Prototype;
import io.zerostream.trainer.flags.FlagClass;
import io.zerostream.trainer.flags.FlagsDataSet;
import io.zerostream.trainer.internal.Seeds;
import io.zerostream.trainer.learn.Batch;
import io.zerostream.trainer.learn.BatchSource;
import io.zerostream.trainer.loop.EvaluationSet;
import io.zerostream.trainer.loop.LoopConfig;
import io.zerostream.trainer.loop.Protocol;
import io.zerostream.trainer.loop.TrainingMaterial;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/** Flags to learn: of the seen ones the protocol's share of classes is held out, drawn by the run's seed. */
final class FlagMaterial implements TrainingMaterial {
    private static final int PICTURES_WITHOUT_FLAG = 256;

    private final LoopConfig config;
    private final FlagSettings settings;
    private final FlagsDataSet flags;
    private final List<FlagClass> trained;
    private final List<FlagClass> heldOut;

    FlagMaterial(LoopConfig config, FlagsDataSet flags) {
        this.config = config;
        this.flags = flags;
        settings = config.views(FlagSettings.class);
        List<FlagClass> shuffled = new ArrayList<>(flags.seen());
        Collections.shuffle(shuffled, new Random(Seeds.of(config.seed(), "validation classes", 0)));
        int held = (int) Math.max(2, Math.round(config.protocol().classShare() * shuffled.size()));
        heldOut = List.copyOf(shuffled.subList(0, held));
        trained = List.copyOf(shuffled.subList(held, shuffled.size()));
    }

    private List<FlagClass> trained(boolean all) {
        return all ? flags.seen() : trained;
    }

    @Override
    public List<float[]> values(boolean all) {
        return trained(all).stream().map(FlagClass::attributes).toList();
    }

    @Override
    public BatchSource<Batch> batches(String stage, boolean all) {
        List<FlagClass> classes = trained(all);
        MadeUpFlags madeUp = new MadeUpFlags(
                flags.space(), classes, flags.classes(), settings.madeUp(), Seeds.of(config.seed(), stage, 0));
        return new FlagBatches(config, stage, classes, madeUp);
    }

    /** Classes held out of stage one are new, the others trained. */
    @Override
    public EvaluationSet validation() {
        List<FlagClass> all = new ArrayList<>(trained);
        all.addAll(heldOut);
        List<Prototype> rows = all.stream()
                .map(c -> new Prototype(c.name(), c.attributes(), trained.contains(c)))
                .toList();
        return new FlagEvaluationSet(
                flags.space(),
                rows,
                FlagPictures.of(all, settings.validationViews(), "validation", config),
                FlagPictures.withoutFlag(PICTURES_WITHOUT_FLAG, "validation", config));
    }

    @Override
    public EvaluationSet test() {
        List<FlagClass> tested = flags.tested();
        return new FlagEvaluationSet(
                flags.space(),
                FlagsDataSet.prototypes(tested),
                FlagPictures.of(tested, settings.testViews(), "test", config),
                FlagPictures.withoutFlag(0, "test", config));
    }

    @Override
    public List<String> heldOut() {
        return heldOut.stream().map(FlagClass::name).toList();
    }

    @Override
    public Wording wording() {
        return new Wording(
                "made-up views of the flag-icons drawings, UCI Flags attributes",
                "fresh views of " + heldOut.size()
                        + " seen classes held out of stage one, against the other seen classes; the threshold also on"
                        + " pictures without a flag",
                protocol());
    }

    private String protocol() {
        Protocol p = config.protocol();
        String made = settings.madeUp().perFlag() == 0
                ? ""
                : " Besides the seen classes themselves, recolourings of their drawings are trained on; none has the"
                        + " attributes of a real class or looks like one.";
        String last =
                switch (p.last()) {
                    case NONE -> "The validation classes stay untrained but count as seen below.";
                    case CONTINUE ->
                        "From there all seen classes are trained on for a number of views fixed beforehand.";
                    case ANEW -> "Then new weights are trained on all seen classes for as many views as were chosen.";
                };
        String test = p.test()
                ? "used once, at the end: " + settings.testViews() + " fresh views of each of the "
                        + flags.tested().size() + " classes"
                : "left alone";
        return String.format(
                Locale.ROOT,
                "Pictures are made-up views of one drawing a flag (perspective, waving, light, blur, noise, background), not"
                        + " photographs. %d of the %d seen classes are held out first: they choose the number of steps, γ"
                        + " and the unknown threshold. %s%s The %d unseen classes are %s. Every accuracy is the mean over"
                        + " classes. %s is kept for demonstrations: neither trained on nor tested.",
                heldOut.size(),
                flags.seen().size(),
                last,
                made,
                flags.unseen().size(),
                test,
                flags.demonstration().name());
    }
}
