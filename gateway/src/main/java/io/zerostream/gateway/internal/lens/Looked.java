package io.zerostream.gateway.internal.lens;

import io.zerostream.gateway.internal.view.WhyView.AttentionView;
import io.zerostream.gateway.internal.view.WhyView.Looks;
import io.zerostream.model.inference.AttentionMaps;
import java.util.List;
import java.util.stream.IntStream;

/** Where the network looked for the attributes that spoke for its answer. */
final class Looked {
    /** Attributes with a map of their own. */
    private static final int MAPS = 6;

    private Looked() {}

    /**
     * @param maps of one picture
     * @param contributions of the attributes to the best class
     */
    static AttentionView of(AttentionMaps maps, List<String> attributes, Contributions contributions) {
        List<Looks> own = contributions.strongest(MAPS).stream()
                .map(j -> new Looks(attributes.get(j), grid(maps, weightsOf(maps, j))))
                .toList();
        return new AttentionView(maps.height(), maps.width(), grid(maps, weights(maps, contributions)), own);
    }

    private static float[] weightsOf(AttentionMaps maps, int attribute) {
        float[] weights = new float[maps.attributes()];
        weights[attribute] = 1;
        return weights;
    }

    /** The shares above 0, together 1; all the same where there is none. */
    private static float[] weights(AttentionMaps maps, Contributions contributions) {
        float[] weights = new float[maps.attributes()];
        float sum = 0;
        for (int j = 0; j < weights.length; j++) {
            weights[j] = Math.max(0, contributions.share(j));
            sum += weights[j];
        }
        for (int j = 0; j < weights.length; j++) {
            weights[j] = sum > 0 ? weights[j] / sum : 1f / weights.length;
        }
        return weights;
    }

    /** The weighted mean of the maps, rows from the top. */
    private static List<List<Float>> grid(AttentionMaps maps, float[] weights) {
        return IntStream.range(0, maps.height())
                .mapToObj(y -> IntStream.range(0, maps.width())
                        .mapToObj(x -> cell(maps, weights, y, x))
                        .toList())
                .toList();
    }

    private static float cell(AttentionMaps maps, float[] weights, int y, int x) {
        float sum = 0;
        for (int j = 0; j < weights.length; j++) {
            sum += weights[j] * maps.at(0, j, y, x);
        }
        return sum;
    }
}
