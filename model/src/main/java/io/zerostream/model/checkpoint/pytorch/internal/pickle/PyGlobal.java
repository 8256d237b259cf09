package io.zerostream.model.checkpoint.pytorch.internal.pickle;

/**
 * A class or function that a pickle names. Only its name: nothing is looked up or called.
 *
 * @param module dotted, in Python 3's spelling
 * @param name of the class or function
 */
public record PyGlobal(String module, String name) {
    @Override
    public String toString() {
        return module + "." + name;
    }
}
