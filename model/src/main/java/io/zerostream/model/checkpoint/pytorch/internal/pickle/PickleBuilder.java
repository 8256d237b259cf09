package io.zerostream.model.checkpoint.pytorch.internal.pickle;

import io.zerostream.model.ModelException;
import java.util.List;

/** What a pickle's names stand for. Implementations decide by the name alone; they never look anything up. */
public interface PickleBuilder {
    /**
     * Something is named.
     *
     * @throws ModelException when it may not even be named
     */
    PyGlobal named(String module, String name);

    /**
     * A named function, or class, is called.
     *
     * @throws ModelException when it is none of those whose result is known here
     */
    Object called(PyGlobal function, List<Object> arguments);

    /** A bare object of a named class is made. */
    Object made(PyGlobal type, List<Object> arguments);

    /** Something outside the pickle is referred to. */
    Object referred(Object id);

    /** Whether a pickle may set attributes of something that the builder made; they are dropped. */
    boolean hasAttributes(Object made);
}
