package io.zerostream.model.checkpoint.pytorch;

import io.zerostream.model.ModelException;
import io.zerostream.model.checkpoint.pytorch.internal.pickle.PickleBuilder;
import io.zerostream.model.checkpoint.pytorch.internal.pickle.PyGlobal;
import java.util.List;

/** For pickles that hold numbers, texts and lists only. */
final class PlainPickle implements PickleBuilder {
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

    @Override
    public boolean hasAttributes(Object made) {
        return false;
    }
}
