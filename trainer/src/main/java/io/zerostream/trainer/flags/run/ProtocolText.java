package io.zerostream.trainer.flags.run;

import io.zerostream.trainer.flags.FlagsDataSet;

/** Says in words how the figures of a run came about. */
final class ProtocolText {
    private ProtocolText() {}

    static String describe(TrainingConfig config, FlagsDataSet flags) {
        TrainingConfig.Protocol p = config.protocol();
        String made = config.madeUp().perFlag() == 0
                ? ""
                : " Besides the seen classes themselves, recolourings of their drawings are trained on; none has the"
                        + " attributes of a real class or looks like one.";
        String last = p.finalViews() == 0
                ? "The validation classes stay untrained but count as seen below."
                : "From there all seen classes are trained on for a number of views fixed beforehand.";
        return String.format(
                        "Pictures are made-up views of one drawing a flag (perspective, waving, light, blur, noise,"
                                + " background), not photographs. %d of the %d seen classes are held out first: they choose"
                                + " the number of steps, γ and the unknown threshold. %s%s The %d unseen classes are used"
                                + " once, at the end: %d fresh views of each of the %d classes. Every accuracy is the mean"
                                + " over classes.",
                        p.validationClasses(),
                        flags.seen().size(),
                        last,
                        made,
                        flags.unseen().size(),
                        p.testViews(),
                        flags.tested().size())
                + " " + flags.demonstration().name() + " is kept for demonstrations: neither trained on nor tested.";
    }
}
