package io.zerostream.trainer.flags.run;

import io.zerostream.model.matching.SemanticSpace;
import io.zerostream.trainer.flags.ColourLayers;
import io.zerostream.trainer.flags.FlagClass;
import io.zerostream.trainer.flags.FlagDrawings;
import io.zerostream.trainer.flags.MadeUpClass;
import io.zerostream.trainer.flags.NamedColour;
import io.zerostream.trainer.flags.Pyramid;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * Made-up training classes: seen flags consistently painted in other colours, with the colour attributes changed
 * accordingly. They break the habit of real flags that a shape comes with its colours, which is what a model trained on
 * a few dozen classes would otherwise learn.
 *
 * <p>Nothing unseen may leak: a made-up class whose attributes equal those of any real class, or whose drawing looks
 * like that of any real class, is never made. That check is the only use of unseen drawings here.
 */
final class MadeUpFlags {
    private static final int RASTER_HEIGHT = 96;
    private static final int THUMB_HEIGHT = 24;

    private final SemanticSpace space;
    private final List<ColourLayers> layers = new ArrayList<>();
    private final List<ColourLayers> small = new ArrayList<>();
    private final List<MadeUpClass> classes = new ArrayList<>();
    private final Map<NamedColour, List<float[]>> shades = new EnumMap<>(NamedColour.class);

    /**
     * Makes the classes.
     *
     * @param sources the flags to paint; seen ones only
     * @param real every real class, seen or not, that no made-up class may resemble
     * @param settings how many, and how far from the real ones
     */
    MadeUpFlags(
            SemanticSpace space,
            List<FlagClass> sources,
            List<FlagClass> real,
            FlagSettings.MadeUp settings,
            long seed) {
        this.space = space;
        Set<String> taken = new HashSet<>();
        List<float[]> thumbs = new ArrayList<>();
        for (FlagClass flag : real) {
            taken.add(Arrays.toString(flag.attributes()));
            thumbs.add(FlagDrawings.of(flag.code()).atMost(THUMB_HEIGHT).rgb());
        }
        for (FlagClass source : sources) {
            Pyramid drawing = FlagDrawings.of(source.code());
            List<NamedColour> names = colours(space, source.attributes());
            ColourLayers layer = new ColourLayers(drawing.atMost(RASTER_HEIGHT), names);
            layers.add(layer);
            small.add(new ColourLayers(drawing.atMost(THUMB_HEIGHT), names));
            layer.colours().forEach((name, rgb) -> shades.computeIfAbsent(name, n -> new ArrayList<>())
                    .add(rgb));
        }
        SplittableRandom random = new SplittableRandom(seed);
        for (int s = 0; s < sources.size(); s++) {
            Set<String> mine = new HashSet<>();
            for (int i = 0; i < settings.perFlag(); i++) {
                MadeUpClass made = draw(s, sources.get(s), settings.transposeShare(), random);
                if (!taken.contains(Arrays.toString(made.attributes()))
                        && mine.add(made.colours() + " " + made.transposed())
                        && !looksReal(made, thumbs, settings.leastDistance())) {
                    classes.add(made);
                }
            }
        }
    }

    /** All of them. */
    List<MadeUpClass> classes() {
        return classes;
    }

    /** The drawing of one class; the shade of each colour is drawn from those of the source flags. */
    Pyramid drawing(MadeUpClass made, RandomGenerator random) {
        float[][] rgb = new float[made.colours().size()][];
        for (int k = 0; k < rgb.length; k++) {
            List<float[]> found = shades.getOrDefault(
                    made.colours().get(k), List.of(made.colours().get(k).rgb()));
            rgb[k] = found.get(random.nextInt(found.size()));
        }
        return layers.get(made.source()).paint(rgb, made.transposed());
    }

    private MadeUpClass draw(int index, FlagClass source, double transposeShare, RandomGenerator random) {
        List<NamedColour> old = layers.get(index).names();
        List<NamedColour> pool = new ArrayList<>(List.of(NamedColour.values()));
        List<NamedColour> fresh = new ArrayList<>();
        for (int k = 0; k < old.size(); k++) {
            fresh.add(pool.remove(random.nextInt(pool.size())));
        }
        boolean canTranspose = source.attributes()[space.indexOf("four_or_more_stripes")] == 0;
        boolean transposed = canTranspose && random.nextDouble() < transposeShare;
        float[] attributes = source.attributes().clone();
        for (String prefix : List.of("", "mainly_", "top_left_")) {
            for (NamedColour colour : NamedColour.values()) {
                attributes[space.indexOf(prefix + colour.attribute())] = 0;
            }
            for (int k = 0; k < old.size(); k++) {
                float had =
                        source.attributes()[space.indexOf(prefix + old.get(k).attribute())];
                attributes[space.indexOf(prefix + fresh.get(k).attribute())] = had;
            }
        }
        if (transposed) {
            int bars = space.indexOf("vertical_bars");
            int stripes = space.indexOf("horizontal_stripes");
            attributes[bars] = source.attributes()[stripes];
            attributes[stripes] = source.attributes()[bars];
        }
        return new MadeUpClass(index, List.copyOf(fresh), transposed, attributes);
    }

    private boolean looksReal(MadeUpClass made, List<float[]> thumbs, double leastDistance) {
        float[][] rgb = made.colours().stream().map(NamedColour::rgb).toArray(float[][]::new);
        float[] thumb = small.get(made.source()).paint(rgb, made.transposed()).rgb();
        double enough = leastDistance * leastDistance * thumb.length;
        for (float[] real : thumbs) {
            double sum = 0;
            for (int i = 0; i < thumb.length && sum < enough; i++) {
                double d = thumb[i] - real[i];
                sum += d * d;
            }
            if (sum < enough) {
                return true;
            }
        }
        return false;
    }

    /** The colours that a class has, in the order of the enum. */
    static List<NamedColour> colours(SemanticSpace space, float[] attributes) {
        List<NamedColour> found = new ArrayList<>();
        for (NamedColour colour : NamedColour.values()) {
            if (attributes[space.indexOf(colour.attribute())] > 0) {
                found.add(colour);
            }
        }
        return found;
    }
}
