package io.zerostream.trainer.flags.run;

import io.zerostream.trainer.flags.FlagClass;
import io.zerostream.trainer.flags.FlagDrawings;
import io.zerostream.trainer.flags.Pyramid;
import io.zerostream.trainer.flags.ViewRenderer;
import io.zerostream.trainer.internal.Seeds;
import io.zerostream.trainer.loop.LoopConfig;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Views for evaluating, none of which is ever trained on: their seeds depend on a purpose that no training stage has.
 *
 * @param rgb uint8 RGB, height × width × 3 each
 * @param classes index of each picture's class in the list it was made from; 0 for pictures without a flag
 */
record FlagPictures(List<byte[]> rgb, int[] classes) {

    /** Views of each class in turn. */
    static FlagPictures of(List<FlagClass> classes, int each, String purpose, LoopConfig config) {
        List<byte[]> rgb = new ArrayList<>();
        int[] index = new int[classes.size() * each];
        for (int c = 0; c < classes.size(); c++) {
            Pyramid drawing = FlagDrawings.of(classes.get(c).code());
            for (int i = 0; i < each; i++) {
                index[rgb.size()] = c;
                rgb.add(view(drawing, rgb.size(), purpose, config));
            }
        }
        return new FlagPictures(rgb, index);
    }

    /** Pictures without a flag. */
    static FlagPictures withoutFlag(int count, String purpose, LoopConfig config) {
        List<byte[]> rgb = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            rgb.add(view(null, i, purpose, config));
        }
        return new FlagPictures(rgb, new int[count]);
    }

    private static byte[] view(@Nullable Pyramid drawing, int number, String purpose, LoopConfig config) {
        return new ViewRenderer(config.views(FlagSettings.class).drawing())
                .render(drawing, Seeds.of(config.seed(), purpose, number), config.imageSize(), config.imageSize());
    }
}
