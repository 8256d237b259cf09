package io.zerostream.trainer.flags.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.zerostream.trainer.flags.ColourLayers;
import io.zerostream.trainer.flags.FlagClass;
import io.zerostream.trainer.flags.FlagDrawings;
import io.zerostream.trainer.flags.FlagsDataSet;
import io.zerostream.trainer.flags.MadeUpClass;
import io.zerostream.trainer.flags.NamedColour;
import io.zerostream.trainer.flags.Pyramid;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class MadeUpFlagsTest {
    private final FlagsDataSet flags = FlagsDataSet.load();

    @Test
    void neverHasTheAttributesOfARealClass() {
        MadeUpFlags made = madeUp(flags.seen(), 40, 0.3, 0);
        Set<String> real = flags.classes().stream()
                .map(c -> Arrays.toString(c.attributes()))
                .collect(Collectors.toSet());
        assertThat(made.classes()).hasSizeGreaterThan(1000);
        assertThat(made.classes()).noneMatch(m -> real.contains(Arrays.toString(m.attributes())));
    }

    @Test
    void neverLooksLikeARealFlag() {
        double least = 0.12;
        List<FlagClass> sources = flags.seen().subList(0, 12);
        List<MadeUpClass> all = madeUp(sources, 100, 0, 0).classes();
        List<MadeUpClass> kept = madeUp(sources, 100, 0, least).classes();
        assertThat(kept).hasSizeLessThan(all.size());
        for (MadeUpClass made : kept) {
            FlagClass source = sources.get(made.source());
            ColourLayers layers = new ColourLayers(
                    FlagDrawings.of(source.code()).atMost(24), MadeUpFlags.colours(flags.space(), source.attributes()));
            float[][] colours = made.colours().stream().map(NamedColour::rgb).toArray(float[][]::new);
            float[] thumb = layers.paint(colours, false).rgb();
            for (FlagClass real : flags.classes()) {
                float[] other = FlagDrawings.of(real.code()).atMost(24).rgb();
                double squares = 0;
                for (int i = 0; i < thumb.length; i++) {
                    squares += (thumb[i] - other[i]) * (thumb[i] - other[i]);
                }
                assertThat(Math.sqrt(squares / thumb.length))
                        .as(source.name() + " as " + made.colours() + " beside " + real.name())
                        .isGreaterThanOrEqualTo(least);
            }
        }
    }

    @Test
    void changesDrawingAndColourAttributesTogether() {
        FlagClass poland = flags.find("Poland").orElseThrow();
        MadeUpFlags made = madeUp(List.of(poland), 30, 0, 0);
        for (MadeUpClass m : made.classes()) {
            Pyramid drawing = made.drawing(m, new SplittableRandom(1));
            float[] corner = Arrays.copyOf(drawing.rgb(), 3);
            NamedColour top = nearest(corner);
            if (m.attributes()[flags.space().indexOf("top_left_" + top.attribute())] != 1) {
                // shades of blue and green, gold and orange may be close; no other two
                assertThat(m.colours()).contains(top);
            }
            assertThat(m.attributes()[flags.space().indexOf("horizontal_stripes")])
                    .isOne();
            float colours = 0;
            for (NamedColour colour : NamedColour.values()) {
                colours += m.attributes()[flags.space().indexOf(colour.attribute())];
            }
            assertThat(colours).isEqualTo(2);
        }
    }

    @Test
    void turnsStripesIntoBarsWhenTransposed() {
        FlagClass poland = flags.find("Poland").orElseThrow();
        MadeUpFlags made = madeUp(List.of(poland), 30, 1, 0);
        assertThat(made.classes()).isNotEmpty().allSatisfy(m -> {
            assertThat(m.attributes()[flags.space().indexOf("vertical_bars")]).isOne();
            assertThat(m.attributes()[flags.space().indexOf("horizontal_stripes")])
                    .isZero();
            float[] rgb = made.drawing(m, new SplittableRandom(1)).rgb();
            int width = made.drawing(m, new SplittableRandom(1)).width();
            int lastRow = rgb.length - 3 * width;
            assertThat(distance(rgb, 0, rgb, lastRow))
                    .as("one colour down the left")
                    .isLessThan(0.05);
            assertThat(distance(rgb, 0, rgb, 3 * (width - 1))).as("two across").isGreaterThan(0.05);
        });
    }

    @Test
    void paintsTheOriginalWithItsOwnColours() {
        Pyramid norway = FlagDrawings.of("no").atMost(96);
        List<NamedColour> names = List.of(NamedColour.RED, NamedColour.BLUE, NamedColour.WHITE);
        ColourLayers layers = new ColourLayers(norway, names);
        float[][] own = names.stream().map(n -> layers.colours().get(n)).toArray(float[][]::new);
        float[] painted = layers.paint(own, false).rgb();
        double squares = 0;
        for (int i = 0; i < painted.length; i++) {
            double d = painted[i] - norway.rgb()[i];
            squares += d * d;
        }
        assertThat(Math.sqrt(squares / painted.length)).isLessThan(0.02);
    }

    private MadeUpFlags madeUp(List<FlagClass> sources, int perFlag, double transpose, double distance) {
        return new MadeUpFlags(
                flags.space(),
                sources,
                flags.classes(),
                new FlagSettings.MadeUp(perFlag, 0.5, transpose, distance, 0),
                1);
    }

    private static NamedColour nearest(float[] rgb) {
        NamedColour best = NamedColour.RED;
        for (NamedColour colour : NamedColour.values()) {
            if (distance(rgb, 0, colour.rgb(), 0) < distance(rgb, 0, best.rgb(), 0)) {
                best = colour;
            }
        }
        return best;
    }

    private static double distance(float[] a, int i, float[] b, int j) {
        double squares = 0;
        for (int c = 0; c < 3; c++) {
            squares += (a[i + c] - b[j + c]) * (a[i + c] - b[j + c]);
        }
        return Math.sqrt(squares);
    }
}
