package io.zerostream.model.matching;

import java.util.Arrays;

/**
 * What is needed of the products (count, C) of some vectors with all classes, block by block of classes.
 *
 * @param blocks how many there are
 * @param k classes of a block that are listed
 * @param largest (count, blocks), the largest product
 * @param sums (count, blocks), the sum of e^(product − largest)
 * @param best (count, blocks, k), the best classes, best first, ties by number, −1 where the block has fewer
 * @param scores (count, blocks, k), their products
 */
record Leaders(int blocks, int k, float[] largest, float[] sums, int[] best, float[] scores) {
    static Leaders room(int count, int blocks, int k) {
        int places = count * blocks;
        return new Leaders(
                blocks,
                k,
                new float[places],
                new float[places],
                new int[Math.multiplyExact(places, k)],
                new float[places * k]);
    }

    /** The largest product of a vector. */
    float largest(int vector) {
        float most = Float.NEGATIVE_INFINITY;
        for (int b = vector * blocks; b < (vector + 1) * blocks; b++) {
            most = Math.max(most, largest[b]);
        }
        return most;
    }

    /** Sum of e^(product − shift) over all classes. */
    double sum(int vector, float shift) {
        double sum = 0;
        for (int b = vector * blocks; b < (vector + 1) * blocks; b++) {
            sum += sums[b] * Math.exp((double) largest[b] - shift);
        }
        return sum;
    }

    /** The best classes of a vector, best first, ties by number, as (class, product); at most {@code wanted}. */
    Ranked best(int vector, int wanted) {
        Ranked found = new Ranked(wanted);
        for (int b = vector * blocks; b < (vector + 1) * blocks; b++) {
            for (int i = b * k; i < (b + 1) * k && best[i] >= 0; i++) {
                if (!found.offer(best[i], scores[i])) {
                    break;
                }
            }
        }
        return found;
    }

    /** Fills in one vector's only block. */
    void lead(int vector, float[] products) {
        Ranked found = new Ranked(k);
        float most = Float.NEGATIVE_INFINITY;
        for (int c = 0; c < products.length; c++) {
            most = Math.max(most, products[c]);
            found.offer(c, products[c]);
        }
        double sum = 0;
        for (float product : products) {
            sum += Math.exp(product - most);
        }
        largest[vector] = most;
        sums[vector] = (float) sum;
        Arrays.fill(best, vector * k, (vector + 1) * k, -1);
        for (int i = 0; i < found.size(); i++) {
            best[vector * k + i] = found.number(i);
            scores[vector * k + i] = found.score(i);
        }
    }
}
