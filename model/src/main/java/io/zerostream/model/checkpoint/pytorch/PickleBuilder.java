package io.zerostream.model.checkpoint.pytorch;

import io.zerostream.model.ModelException;
import java.util.List;

/** What a pickle's names stand for. Implementations decide by the name alone; they never look anything up. */
interface PickleBuilder {
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

    /** For pickles that hold numbers, texts and lists only. */
    static PickleBuilder plainOnly() {
        return new PickleBuilder() {
            @Override
            public PyGlobal named(String module, String name) {
                throw new ModelException("its header names " + Globals.printable(module + "." + name));
            }

            @Override
            public Object called(PyGlobal function, List<Object> arguments) {
                throw new ModelException("its header calls something");
            }

            @Override
            public Object made(PyGlobal type, List<Object> arguments) {
                throw new ModelException("its header makes an object");
            }

            @Override
            public Object referred(Object id) {
                throw new ModelException("its header refers to data");
            }
        };
    }
}
