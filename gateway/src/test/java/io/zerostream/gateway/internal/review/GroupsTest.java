package io.zerostream.gateway.internal.review;

import static org.assertj.core.api.Assertions.assertThat;

import io.zerostream.model.classes.Units;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GroupsTest {
    private static final int ATTRIBUTES = 36;

    /** Vectors of so many kinds, one after the other of each, with noise of a size beside length 1. */
    private static float[][] kinds(int kinds, int each, double noise, Random random) {
        float[][] means = new float[kinds][];
        for (int k = 0; k < kinds; k++) {
            means[k] = drawn(random);
        }
        float[][] units = new float[kinds * each][ATTRIBUTES];
        for (int i = 0; i < units.length; i++) {
            float[] disturbance = drawn(random);
            for (int a = 0; a < ATTRIBUTES; a++) {
                units[i][a] = means[i % kinds][a] + (float) noise * disturbance[a];
            }
            scale(units[i]);
        }
        return units;
    }

    private static float[] drawn(Random random) {
        float[] vector = new float[ATTRIBUTES];
        for (int a = 0; a < ATTRIBUTES; a++) {
            vector[a] = (float) random.nextGaussian();
        }
        return scale(vector);
    }

    private static float[] scale(float[] vector) {
        double squares = 0;
        for (float v : vector) {
            squares += (double) v * v;
        }
        for (int a = 0; a < vector.length; a++) {
            vector[a] /= (float) Math.sqrt(squares);
        }
        return vector;
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 7, 20})
    void findsAsManyGroupsAsThereAreKinds(int kinds) {
        float[][] units = kinds(kinds, 12, 0.4, new Random(kinds));
        List<List<Integer>> groups = Groups.of(units, 0);
        assertThat(groups).hasSize(kinds).allSatisfy(group -> {
            assertThat(group).hasSize(12).isSorted();
            assertThat(group.stream().map(i -> i % kinds).distinct()).hasSize(1);
        });
    }

    @Test
    void whatHasNoStructureIsOneGroup() {
        float[][] units = kinds(1, 40, 3, new Random(1));
        assertThat(Groups.of(units, 0)).singleElement().satisfies(group -> assertThat(group)
                .hasSize(40));
        float[][] same = kinds(1, 5, 0, new Random(1));
        assertThat(Groups.of(same, 0)).hasSize(1);
    }

    @Test
    void givesAsManyAsAreWantedTheLargestFirst() {
        List<float[]> units = new ArrayList<>(List.of(kinds(3, 6, 0.3, new Random(3))));
        units.addAll(List.of(kinds(1, 2, 0.3, new Random(4))));
        float[][] all = units.toArray(float[][]::new);
        List<List<Integer>> groups = Groups.of(all, 4);
        assertThat(groups.stream().map(List::size)).containsExactly(6, 6, 6, 2);
        assertThat(Groups.of(all, 1)).hasSize(1);
        assertThat(Groups.of(all, 300)).hasSize(all.length);
        assertThat(groups.stream().flatMap(List::stream))
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, all.length).boxed().toList());
    }

    /** Groups of very different sizes, and so much noise that it matters how large those are that are joined. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5})
    void theTwoAreJoinedWhoseMembersAreMostAlikeOnAverage(int seed) {
        float[][] units = kinds(1, 40, 3, new Random(seed));
        List<List<Integer>> groups = new ArrayList<>(
                IntStream.range(0, units.length).mapToObj(List::of).toList());
        while (groups.size() > 6) {
            joinNearest(groups, units);
        }
        assertThat(Groups.of(units, 6)).containsExactlyInAnyOrderElementsOf(groups);
    }

    private static void joinNearest(List<List<Integer>> groups, float[][] units) {
        List<Integer> one = List.of();
        List<Integer> other = List.of();
        double most = -1;
        for (List<Integer> a : groups) {
            for (List<Integer> b : groups) {
                double mean = a.stream()
                        .flatMap(i -> b.stream().map(j -> Units.dot(units[i], units[j])))
                        .mapToDouble(cosine -> cosine)
                        .average()
                        .orElseThrow();
                if (a != b && mean > most) {
                    most = mean;
                    one = a;
                    other = b;
                }
            }
        }
        groups.remove(one);
        groups.remove(other);
        groups.add(Stream.concat(one.stream(), other.stream()).sorted().toList());
    }

    @Test
    void ofNoneAndOfOne() {
        assertThat(Groups.of(new float[0][], 0)).isEmpty();
        assertThat(Groups.of(new float[][] {{1, 0}}, 0)).containsExactly(List.of(0));
    }
}
