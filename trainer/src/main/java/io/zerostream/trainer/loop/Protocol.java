package io.zerostream.trainer.loop;

import io.zerostream.trainer.internal.Checks;

/**
 * How settings are chosen and figures come about. Stage "choose" trains without the validation classes and pictures and
 * keeps the weights, step and γ with the greatest validation H. Stage "final" trains on all seen classes. Then the test
 * pictures are looked at, once.
 *
 * @param fold which division into trained and validation classes, from 1
 * @param classShare share of the seen classes that are held out where the data set publishes no folds
 * @param pictureShare share of the other classes' pictures that are held out
 * @param evaluateEvery epochs between evaluations
 * @param patience evaluations without a greater H after which the stage ends; 0 = never before its end
 * @param last what follows the choice
 * @param finalEpochs epochs of stage "final" when it continues
 * @param finalRate highest rates of that stage as a share of the configured ones
 * @param test whether the test pictures are looked at
 * @param knownKept share of the validation pictures that the unknown threshold lets pass, in (0, 1]
 */
public record Protocol(
        int fold,
        double classShare,
        double pictureShare,
        double evaluateEvery,
        int patience,
        Last last,
        double finalEpochs,
        double finalRate,
        boolean test,
        double knownKept) {
    /** What follows the choice. */
    public enum Last {
        /** nothing: the validation classes stay untrained, yet count as seen in the test */
        NONE,
        /** from the chosen weights on, for a length fixed beforehand */
        CONTINUE,
        /** from new weights, for as many epochs as were chosen */
        ANEW
    }

    public Protocol {
        Checks.require(fold >= 1, "protocol.fold", "must be at least 1", fold);
        Checks.require(classShare > 0 && classShare < 1, "protocol.classShare", "must be in (0, 1)", classShare);
        Checks.require(
                pictureShare > 0 && pictureShare < 1, "protocol.pictureShare", "must be in (0, 1)", pictureShare);
        Checks.require(evaluateEvery > 0, "protocol.evaluateEvery", "must be above 0", evaluateEvery);
        Checks.require(patience >= 0, "protocol.patience", "must be at least 0", patience);
        Checks.require(finalEpochs > 0, "protocol.finalEpochs", "must be above 0", finalEpochs);
        Checks.require(finalRate > 0 && finalRate <= 1, "protocol.finalRate", "must be in (0, 1]", finalRate);
        Checks.require(knownKept > 0 && knownKept <= 1, "protocol.knownKept", "must be in (0, 1]", knownKept);
    }

    /** Another fixed length and end. */
    public Protocol then(Last newLast, double epochs, double rate) {
        return new Protocol(
                fold, classShare, pictureShare, evaluateEvery, patience, newLast, epochs, rate, test, knownKept);
    }
}
