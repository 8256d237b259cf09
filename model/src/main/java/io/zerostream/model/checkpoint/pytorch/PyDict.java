package io.zerostream.model.checkpoint.pytorch;

import io.zerostream.model.ModelException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A Python dict, or an object of a class that is unknown here: then it is opaque data, but entries that the pickle sets on
 * it can be read, as with a subclass of dict. Equal only to itself.
 */
final class PyDict {
    private final @Nullable PyGlobal type;
    private final Map<Object, Object> entries = new LinkedHashMap<>();

    private PyDict(@Nullable PyGlobal type) {
        this.type = type;
    }

    static PyDict plain() {
        return new PyDict(null);
    }

    static PyDict foreign(PyGlobal type) {
        return new PyDict(type);
    }

    /** The class of an opaque object; null for a dict. */
    @Nullable
    PyGlobal type() {
        return type;
    }

    /** Texts, numbers, truth values and None are keys by value; everything else is a key of its own. */
    Map<Object, Object> entries() {
        return entries;
    }

    /** @throws ModelException when Python could not use that key */
    void put(Object key, Object value) {
        if (key instanceof PyDict || key instanceof PyList) {
            throw new ModelException("a dict has a dict or a list for a key");
        }
        entries.put(key, value);
    }

    /** The entry of this name, or null. */
    @Nullable
    Object get(String name) {
        return entries.get(name);
    }
}
