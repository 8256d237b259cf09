package io.zerostream.model.checkpoint.pytorch.internal.pickle;

import io.zerostream.model.ModelException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A Python dict, or an object of a class that is unknown here: then it is opaque data, but entries that the pickle sets on
 * it can be read, as with a subclass of dict. Equal only to itself.
 */
public final class PyDict {
    private final @Nullable PyGlobal type;
    private final Map<Object, Object> entries = new LinkedHashMap<>();

    private PyDict(@Nullable PyGlobal type) {
        this.type = type;
    }

    /** An empty dict. */
    public static PyDict plain() {
        return new PyDict(null);
    }

    /** An object of an unknown class, without entries. */
    public static PyDict foreign(PyGlobal type) {
        return new PyDict(type);
    }

    /** The class of an opaque object; null for a dict. */
    @Nullable
    public PyGlobal type() {
        return type;
    }

    /** Texts, numbers, truth values and None are keys by value; everything else is a key of its own. */
    public Map<Object, Object> entries() {
        return entries;
    }

    /**
     * Sets an entry.
     *
     * @throws ModelException when Python could not use that key
     */
    public void put(Object key, Object value) {
        if (key instanceof PyDict || key instanceof PyList) {
            throw new ModelException("a dict has a dict or a list for a key");
        }
        entries.put(key, value);
    }

    /** The entry of this name, or null. */
    @Nullable
    public Object get(String name) {
        return entries.get(name);
    }
}
