package io.zerostream.gateway.internal.lens;

import io.zerostream.gateway.internal.view.WhyView.Sign;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/**
 * What each attribute did to the cosine between a picture v and a class p, both of length 1. Its share v·p: all shares add
 * up to the cosine. Its gap ½(v − p)²: all gaps add up to 1 less the cosine, for ‖v − p‖² = 2 − 2·cos.
 */
final class Contributions {
    private final List<String> attributes;
    private final float[] values;
    private final float[] expected;

    /**
     * @param values what was seen (a), of length 1
     * @param expected what the class says (a), of length 1
     */
    Contributions(List<String> attributes, float[] values, float[] expected) {
        this.attributes = attributes;
        this.values = values;
        this.expected = expected;
    }

    /** Of one attribute, in [-1,1]. */
    float share(int attribute) {
        return values[attribute] * expected[attribute];
    }

    /** Of one attribute, in [0,2]. */
    float gap(int attribute) {
        float apart = values[attribute] - expected[attribute];
        return apart * apart / 2;
    }

    /** Numbers of the attributes with the largest shares above 0, largest first. */
    List<Integer> strongest(int most) {
        return largest(this::share, most);
    }

    /**
     * The attributes that spoke most for the class, and those that spoke most against it; each once, for it where its share
     * is at least its gap.
     *
     * @param most of each kind
     * @return for it first, by share; then against it, by gap
     */
    List<Sign> signs(int most) {
        List<Sign> signs = new ArrayList<>();
        largest(j -> share(j) >= gap(j) ? share(j) : 0, most).forEach(j -> signs.add(sign(j, true)));
        largest(j -> share(j) < gap(j) ? gap(j) : 0, most).forEach(j -> signs.add(sign(j, false)));
        return signs;
    }

    private Sign sign(int j, boolean spoke) {
        return new Sign(attributes.get(j), values[j], expected[j], share(j), gap(j), spoke ? "for" : "against");
    }

    private List<Integer> largest(IntToDoubleFunction by, int most) {
        return IntStream.range(0, values.length)
                .boxed()
                .filter(j -> by.applyAsDouble(j) > 0)
                .sorted(Comparator.comparingDouble((Integer j) -> by.applyAsDouble(j))
                        .reversed())
                .limit(most)
                .toList();
    }
}
