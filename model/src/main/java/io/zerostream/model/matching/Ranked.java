package io.zerostream.model.matching;

/** The best of what is offered: largest score first; ties go to what was offered first. */
final class Ranked {
    private final int[] numbers;
    private final float[] scores;
    private int size;

    /** @param most how many are kept, at least 1 */
    Ranked(int most) {
        numbers = new int[most];
        scores = new float[most];
    }

    /** @return whether it is among the best so far */
    boolean offer(int number, float score) {
        if (size == scores.length && !(score > scores[size - 1])) {
            return false;
        }
        int place = size < scores.length ? size++ : size - 1;
        for (; place > 0 && score > scores[place - 1]; place--) {
            numbers[place] = numbers[place - 1];
            scores[place] = scores[place - 1];
        }
        numbers[place] = number;
        scores[place] = score;
        return true;
    }

    int size() {
        return size;
    }

    int number(int place) {
        return numbers[place];
    }

    float score(int place) {
        return scores[place];
    }
}
