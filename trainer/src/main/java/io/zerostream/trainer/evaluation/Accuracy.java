package io.zerostream.trainer.evaluation;

/**
 * Mean of the classes' accuracies.
 *
 * @param mean as a fraction
 * @param halfWidth half width of the 95 % interval of the mean over classes (normal approximation)
 * @param chance what guessing would give
 */
public record Accuracy(double mean, double halfWidth, double chance) {
    private static final double NORMAL_95 = 1.96;

    /**
     * From the classes' accuracies.
     *
     * @param perClass fractions, at least one
     * @param choices how many classes there were to choose from
     */
    public static Accuracy of(double[] perClass, int choices) {
        double sum = 0;
        for (double v : perClass) {
            sum += v;
        }
        double mean = sum / perClass.length;
        double squares = 0;
        for (double v : perClass) {
            squares += (v - mean) * (v - mean);
        }
        double deviation = perClass.length < 2 ? 0 : Math.sqrt(squares / (perClass.length - 1));
        return new Accuracy(mean, NORMAL_95 * deviation / Math.sqrt(perClass.length), 1.0 / choices);
    }
}
