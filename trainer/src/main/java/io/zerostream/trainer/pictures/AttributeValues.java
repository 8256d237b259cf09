package io.zerostream.trainer.pictures;

import io.zerostream.trainer.data.DataClass;
import io.zerostream.trainer.data.ZeroShotDataSet;
import java.util.List;

/** Attributes as something between no and yes. */
final class AttributeValues {
    private AttributeValues() {}

    /** Values of the seen classes, in order: divided by the largest of the whole table, and at least 0. */
    static List<float[]> ofSeen(ZeroShotDataSet data) {
        float largest = 0;
        for (DataClass c : data.classes()) {
            for (float value : c.attributes()) {
                largest = Math.max(largest, value);
            }
        }
        float scale = largest;
        return data.classes(true).stream()
                .map(c -> {
                    float[] values = c.attributes().clone();
                    for (int a = 0; a < values.length; a++) {
                        values[a] = Math.max(0, values[a] / scale);
                    }
                    return values;
                })
                .toList();
    }
}
