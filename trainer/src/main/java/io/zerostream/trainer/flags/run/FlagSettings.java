package io.zerostream.trainer.flags.run;

import static io.zerostream.trainer.internal.Checks.require;

import io.zerostream.trainer.flags.ViewSettings;

/**
 * What is made up of the drawings of flags.
 *
 * @param drawing how far views of them may go
 * @param madeUp classes made by recolouring training flags
 * @param pass views that count as one pass over the pictures, though no view is ever shown twice
 * @param validationViews views a class in each look at the validation classes
 * @param testViews views a class in the test
 */
public record FlagSettings(ViewSettings drawing, MadeUp madeUp, int pass, int validationViews, int testViews) {
    public FlagSettings {
        require(pass >= 1, "views.pass", "must be at least 1", pass);
        require(validationViews >= 1, "views.validationViews", "must be at least 1", validationViews);
        require(testViews >= 1, "views.testViews", "must be at least 1", testViews);
    }

    /**
     * Made-up classes: training flags in other colours.
     *
     * @param perFlag how many recolourings to try for each flag; 0 = none
     * @param share share of a batch that shows made-up classes, in [0, 1]
     * @param transposeShare share of them mirrored at the diagonal as well, in [0, 1]
     * @param leastDistance none may look more like a real flag than this: root mean square difference of thumbnails
     *     with colours in [0,1]
     * @param distractors made-up classes without a picture in the batch that the cross-entropy must tell apart as well
     */
    public record MadeUp(int perFlag, double share, double transposeShare, double leastDistance, int distractors) {
        public MadeUp {
            require(perFlag >= 0, "views.madeUp.perFlag", "must be at least 0", perFlag);
            require(share >= 0 && share <= 1, "views.madeUp.share", "must be in [0, 1]", share);
            require(
                    transposeShare >= 0 && transposeShare <= 1,
                    "views.madeUp.transposeShare",
                    "must be in [0, 1]",
                    transposeShare);
            require(leastDistance >= 0, "views.madeUp.leastDistance", "must be at least 0", leastDistance);
            require(distractors >= 0, "views.madeUp.distractors", "must be at least 0", distractors);
        }
    }

    /** What the bundled checkpoint is made with. */
    public static FlagSettings standard() {
        return new FlagSettings(ViewSettings.standard(), new MadeUp(60, 0.5, 0.2, 0.12, 64), 1280, 12, 20);
    }
}
