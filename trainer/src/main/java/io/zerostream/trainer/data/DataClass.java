package io.zerostream.trainer.data;

import io.zerostream.model.matching.Prototype;

/**
 * A class of a data set.
 *
 * @param id as the data set's lists and folders call it, unique in the set
 * @param name for people; unique too
 * @param attributes raw values in the order of the space, in the data set's own scale; shorter or longer than the space,
 *     or empty, when the data set is damaged. Not to be changed
 * @param seen whether its pictures may be trained on
 */
public record DataClass(String id, String name, float[] attributes, boolean seen) {
    /** The class under its name, with the raw values. */
    public Prototype prototype() {
        return new Prototype(name, attributes, seen);
    }
}
