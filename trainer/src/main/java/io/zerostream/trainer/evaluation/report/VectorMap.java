package io.zerostream.trainer.evaluation.report;

import io.zerostream.model.classes.SemanticVectors;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import tagbio.umap.Umap;

/**
 * Semantic vectors laid out in a plane by UMAP (McInnes et al. 2018) under the cosine: neighbours stay neighbours,
 * distances beyond that and axes mean nothing.
 *
 * @param points N rows of two
 * @param classes N class indices
 */
public record VectorMap(float[][] points, int[] classes) {
    /** Beyond this many the classes' colours cannot be told apart. */
    private static final int CLASSES = 30;

    private static final int PICTURES = 1500;
    private static final int FEWEST = 20;
    private static final int NEIGHBOURS = 15;

    /** Of the first classes, and of evenly spread pictures when there are many; empty when there are too few. */
    static Optional<VectorMap> of(SemanticVectors vectors) {
        List<Integer> shown = IntStream.of(vectors.classes())
                .distinct()
                .sorted()
                .limit(CLASSES)
                .boxed()
                .toList();
        int[] all = IntStream.range(0, vectors.size())
                .filter(i -> shown.contains(vectors.classes()[i]))
                .toArray();
        int step = (all.length + PICTURES - 1) / PICTURES;
        int[] chosen = IntStream.range(0, all.length)
                .filter(i -> i % Math.max(1, step) == 0)
                .map(i -> all[i])
                .toArray();
        if (chosen.length < FEWEST) {
            return Optional.empty();
        }
        SemanticVectors some = vectors.only(chosen);
        float[][] rows = IntStream.range(0, some.size())
                .mapToObj(some::row)
                .collect(Collectors.toList())
                .toArray(new float[0][]);
        float[][] points = new Umap()
                .setNumberNearestNeighbours(Math.min(NEIGHBOURS, chosen.length - 1))
                .setMetric("cosine")
                .setSeed(1)
                // more threads would draw from the seed in another order each time
                .setThreads(1)
                .fitTransform(rows);
        return Optional.of(new VectorMap(points, some.classes()));
    }
}
