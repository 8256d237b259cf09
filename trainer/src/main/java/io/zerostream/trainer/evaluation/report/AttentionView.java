package io.zerostream.trainer.evaluation.report;

import io.zerostream.model.image.RgbImage;
import io.zerostream.model.inference.AttentionMaps;
import io.zerostream.model.inference.ZeroShotModel;
import io.zerostream.model.matching.Prototypes;
import io.zerostream.trainer.data.LabelledPicture;
import io.zerostream.trainer.data.PictureReader;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A picture and where the model looked for the strongest attributes of its class. Shows the picture: only to be written
 * where the data set's terms allow.
 *
 * @param caption class and attributes
 * @param images data URIs: the picture, then one with a heat map for each attribute
 */
public record AttentionView(String caption, List<String> images) {
    private static final int ATTRIBUTES = 4;

    /** Pictures of as many classes as asked for, unseen ones first; none when the model cannot tell where it looks. */
    static List<AttentionView> of(
            ZeroShotModel model,
            Prototypes classSet,
            List<LabelledPicture> pictures,
            List<String> classNames,
            int count) {
        PictureReader reader =
                new PictureReader(model.input().height(), model.input().width());
        Map<Integer, LabelledPicture> firsts = pictures.stream()
                .collect(Collectors.toMap(LabelledPicture::label, p -> p, (first, other) -> first, TreeMap::new));
        List<LabelledPicture> chosen = firsts.values().stream()
                .sorted(Comparator.comparing(p -> classSet.seen(p.label())))
                .limit(count)
                .toList();
        List<AttentionView> views = new ArrayList<>();
        for (LabelledPicture picture : chosen) {
            RgbImage image = reader.read(picture);
            Optional<AttentionMaps> maps = model.attention(image.pixels(), 1);
            if (maps.isPresent()) {
                views.add(of(image, maps.get(), classSet, picture.label(), classNames.get(picture.label())));
            }
        }
        return List.copyOf(views);
    }

    private static AttentionView of(RgbImage image, AttentionMaps maps, Prototypes classSet, int label, String name) {
        float[] expected = classSet.row(label);
        List<Integer> strongest = IntStream.range(0, expected.length)
                .boxed()
                .sorted(Comparator.comparingDouble((Integer a) -> -expected[a]))
                .limit(ATTRIBUTES)
                .toList();
        List<String> images = new ArrayList<>(List.of(HeatMap.plain(image)));
        for (int attribute : strongest) {
            float[][] shares = new float[maps.height()][maps.width()];
            for (int row = 0; row < maps.height(); row++) {
                for (int column = 0; column < maps.width(); column++) {
                    shares[row][column] = maps.at(0, attribute, row, column);
                }
            }
            images.add(HeatMap.over(image, shares));
        }
        String attributes = strongest.stream()
                .map(a -> classSet.space().attributes().get(a))
                .collect(Collectors.joining(", "));
        return new AttentionView(name + ": " + attributes, List.copyOf(images));
    }
}
