package io.zerostream.trainer.publish;

import io.zerostream.model.checkpoint.Manifest;
import io.zerostream.model.matching.Prototype;
import io.zerostream.model.matching.SeenPenalty;
import io.zerostream.trainer.TrainerException;
import io.zerostream.trainer.data.DataClass;
import io.zerostream.trainer.data.ZeroShotDataSet;
import java.util.List;

/**
 * A class set to publish.
 *
 * @param name of the set
 * @param members its classes
 * @param extra further classes whose prototypes are published but that are not in the set yet
 * @param penalty of seen classes
 * @param unknownThreshold least cosine for a label, in [-1,1]; -1 = never unknown
 * @param topK how many classes a label lists, at least 1
 * @param alone whether the set is to have these classes and no others, with these values; otherwise those that people added
 *     stay in it, and so do values that people gave
 */
public record ClassSetPlan(
        String name,
        List<Prototype> members,
        List<Prototype> extra,
        SeenPenalty penalty,
        float unknownThreshold,
        int topK,
        boolean alone) {

    public ClassSetPlan {
        members = List.copyOf(members);
        extra = List.copyOf(extra);
        if (name.isEmpty() || members.isEmpty()) {
            throw new IllegalArgumentException("a class set needs a name and at least one member");
        }
        if (topK < 1) {
            throw new IllegalArgumentException("topK must be at least 1, not " + topK);
        }
    }

    /** Of a set in which what people did stays. */
    public ClassSetPlan(
            String name,
            List<Prototype> members,
            List<Prototype> extra,
            SeenPenalty penalty,
            float unknownThreshold,
            int topK) {
        this(name, members, extra, penalty, unknownThreshold, topK, false);
    }

    /**
     * The same classes for a set of another name.
     *
     * @param only whether it is to have no others
     */
    public ClassSetPlan as(String other, boolean only) {
        return new ClassSetPlan(other, members, extra, penalty, unknownThreshold, topK, only);
    }

    /**
     * All classes of a data set under its name, with the scoring that a checkpoint recommends.
     *
     * @throws TrainerException when the checkpoint was trained with other attributes
     */
    public static ClassSetPlan of(ZeroShotDataSet data, Manifest manifest, int topK) {
        if (!data.space().attributes().equals(manifest.space().attributes())) {
            throw new TrainerException(
                    "model " + manifest.name() + " (space '" + manifest.space().name()
                            + "') was trained with other attributes than those of data set "
                            + data.name() + "; publish it with the data set it was trained on");
        }
        return new ClassSetPlan(
                data.name(),
                data.classes().stream().map(DataClass::prototype).toList(),
                List.of(),
                manifest.penalty(),
                manifest.unknownThreshold(),
                topK);
    }

    /** Greatest value of any class, at least 1: the scale on which people enter values. */
    public float scaleMax() {
        float max = 1;
        for (Prototype prototype : members) {
            for (float value : prototype.vector()) {
                max = Math.max(max, value);
            }
        }
        return max;
    }
}
