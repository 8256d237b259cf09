package io.zerostream.trainer.data.check;

import io.zerostream.trainer.data.DataClass;
import io.zerostream.trainer.data.Finding;
import io.zerostream.trainer.data.Findings;
import io.zerostream.trainer.data.ZeroShotDataSet;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Looks at attributes and word vectors. */
final class ClassCheck {
    private ClassCheck() {}

    static void check(ZeroShotDataSet data, Findings findings) {
        Map<List<Float>, String> known = new HashMap<>();
        for (DataClass c : data.classes()) {
            float[] values = c.attributes();
            if (values.length == 0) {
                // the reader has said why
                continue;
            }
            if (values.length != data.space().size()) {
                findings.error(
                        Finding.Kind.ATTRIBUTE_COUNT,
                        c.id(),
                        values.length + " values for " + data.space().size() + " attributes");
                continue;
            }
            values(data, c, findings);
            @Nullable String other = known.putIfAbsent(list(values), c.id());
            if (other != null) {
                findings.warning(
                        Finding.Kind.SAME_ATTRIBUTES,
                        c.id(),
                        "has the attributes of " + other + "; no model can tell them apart");
            }
        }
        float[][] words = data.space().wordVectors();
        for (int a = 0; a < words.length; a++) {
            if (allZero(words[a])) {
                findings.warning(
                        Finding.Kind.ZERO_VECTOR,
                        data.space().attributes().get(a),
                        "its word vector is all zeros, so that no attention can start from it");
            }
        }
    }

    private static void values(ZeroShotDataSet data, DataClass c, Findings findings) {
        if (allZero(c.attributes())) {
            findings.error(
                    Finding.Kind.ZERO_VECTOR, c.id(), "all its attributes are 0; give at least one of them a value");
        }
        int missing = 0;
        for (int a = 0; a < c.attributes().length; a++) {
            float value = c.attributes()[a];
            if (!Float.isFinite(value)) {
                findings.error(
                        Finding.Kind.ATTRIBUTE_VALUE,
                        c.id() + ", " + data.space().attributes().get(a),
                        "value is " + value);
            }
            missing += value == -1 ? 1 : 0;
        }
        if (missing > 0) {
            findings.warning(
                    Finding.Kind.ATTRIBUTE_VALUE,
                    c.id(),
                    missing
                            + " values are -1, which AWA2 writes where nobody answered; they are used as numbers, as the"
                            + " published prototypes do");
        }
    }

    private static boolean allZero(float[] values) {
        for (float value : values) {
            if (value != 0) {
                return false;
            }
        }
        return true;
    }

    private static List<Float> list(float[] values) {
        Float[] boxed = new Float[values.length];
        Arrays.setAll(boxed, i -> values[i]);
        return List.of(boxed);
    }
}
