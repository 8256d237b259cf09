package io.zerostream.trainer.data.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.zerostream.model.classes.WordPrototype;
import io.zerostream.model.matching.Prototypes;
import io.zerostream.trainer.data.DataClass;
import io.zerostream.trainer.data.ZeroShotDataSet;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How often a vector made from a description is nearest to the class that is described, without any picture. */
class CubDescriptionsTest {
    private static final Logger LOG = LoggerFactory.getLogger(CubDescriptionsTest.class);
    private static final Path CUB = Path.of(System.getProperty("zerostream.shared", "../shared"), "data/cub127");
    private static final int ATTRIBUTES = 20;

    @Test
    void descriptionsOfTheTwentyStrongestAttributesFindMostBirds() {
        assumeThat(CUB)
                .as("set -Dzerostream.shared to the folder with data/cub127")
                .isDirectory();
        ZeroShotDataSet data = DataSets.open(CUB);

        double seen = found(data, true);
        double unseen = found(data, false);

        LOG.info("descriptions of {} attributes find the class: seen {}, unseen {}", ATTRIBUTES, seen, unseen);
        assertThat(seen).isGreaterThan(0.8);
        assertThat(unseen).isGreaterThan(0.8);
    }

    private static double found(ZeroShotDataSet data, boolean seen) {
        Prototypes prototypes = data.prototypes();
        double right = 0;
        for (DataClass c : data.classes(seen)) {
            float[] guess = WordPrototype.of(description(c, data), data.space()).vector();
            int best = IntStream.range(0, prototypes.size())
                    .boxed()
                    .max(Comparator.comparingDouble(i -> dot(prototypes.row(i), guess)))
                    .orElseThrow();
            right += prototypes.className(best).equals(c.name()) ? 1 : 0;
        }
        return right / data.classes(seen).size();
    }

    /** "black wing color, dagger bill shape, …": what most annotators saw. */
    private static String description(DataClass c, ZeroShotDataSet data) {
        return IntStream.range(0, data.space().size())
                .boxed()
                .sorted(Comparator.comparingDouble(a -> -c.attributes()[a]))
                .limit(ATTRIBUTES)
                .map(a -> data.space().attributes().get(a))
                .map(name -> name.substring(name.indexOf("::") + 2) + " "
                        + name.substring("has_".length(), name.indexOf("::")))
                .collect(Collectors.joining(", "));
    }

    private static double dot(float[] a, float[] b) {
        double dot = 0;
        for (int i = 0; i < a.length; i++) {
            dot += (double) a[i] * b[i];
        }
        return dot;
    }
}
