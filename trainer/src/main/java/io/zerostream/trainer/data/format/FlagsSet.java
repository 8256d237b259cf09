package io.zerostream.trainer.data.format;

import io.zerostream.trainer.data.DataClass;
import io.zerostream.trainer.data.LabelledPicture;
import io.zerostream.trainer.data.Split;
import io.zerostream.trainer.data.ZeroShotDataSet;
import io.zerostream.trainer.flags.FlagClass;
import io.zerostream.trainer.flags.FlagViews;
import io.zerostream.trainer.flags.FlagsDataSet;
import io.zerostream.trainer.flags.ViewSettings;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The flags as a data set: made-up views, drawn when they are read. The class kept for demonstrations is not in it. */
public final class FlagsSet {
    private static final int SIZE = 128;
    private static final float QUALITY = 0.95f;
    private static final Map<Split, Integer> VIEWS =
            Map.of(Split.TRAIN, 40, Split.TEST_SEEN, 10, Split.TEST_UNSEEN, 30);

    private FlagsSet() {}

    /** The same views each time; no two lists share one. */
    public static ZeroShotDataSet make() {
        FlagsDataSet flags = FlagsDataSet.load();
        FlagViews views = new FlagViews(ViewSettings.standard());
        List<DataClass> classes = new ArrayList<>();
        Map<Split, List<LabelledPicture>> lists = new EnumMap<>(Split.class);
        for (Split split : Split.values()) {
            List<LabelledPicture> list = new ArrayList<>();
            lists.put(split, list);
            for (int label = 0; label < flags.tested().size(); label++) {
                FlagClass flag = flags.tested().get(label);
                for (int i = 0; i < Objects.requireNonNull(VIEWS.get(split)); i++) {
                    if (flag.seen() == (split != Split.TEST_UNSEEN)) {
                        list.add(view(views, flag, split, i, label));
                    }
                }
            }
        }
        for (FlagClass flag : flags.tested()) {
            classes.add(new DataClass(flag.code(), flag.name(), flag.attributes(), flag.seen()));
        }
        return new ZeroShotDataSet(FlagsDataSet.NAME, flags.space(), classes, lists, List.of());
    }

    private static LabelledPicture view(FlagViews views, FlagClass flag, Split split, int number, int label) {
        String path = split.listName() + "/" + flag.code() + "/" + number + ".jpg";
        return new LabelledPicture(
                path, label, null, () -> views.jpeg(flag.code(), path.hashCode(), SIZE, SIZE, QUALITY));
    }
}
