package io.zerostream.model.checkpoint.pytorch;

import io.zerostream.model.ModelException;
import io.zerostream.model.checkpoint.pytorch.internal.pickle.PickleBuilder;
import io.zerostream.model.checkpoint.pytorch.internal.pickle.PyDict;
import io.zerostream.model.checkpoint.pytorch.internal.pickle.PyGlobal;
import io.zerostream.model.checkpoint.pytorch.internal.pickle.PyList;
import io.zerostream.model.checkpoint.pytorch.internal.pickle.PyNone;
import io.zerostream.model.checkpoint.pytorch.internal.pickle.PyTuple;
import io.zerostream.model.tensors.Tensor.DataType;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;

/** Knows what the functions and classes that checkpoints call would make, and makes that itself. */
final class Calls implements PickleBuilder {
    /** Calls whose result is opaque data: settings, dates, paths, numbers of NumPy, kinds of tensors that are not read. */
    private static final Set<String> OPAQUE = Globals.words("""
            torch.device torch.Generator torch.serialization._get_layout functools.partial collections.deque
            collections.Counter collections.defaultdict builtins.set builtins.frozenset builtins.complex
            builtins.bytearray builtins.slice builtins.range builtins.object types.SimpleNamespace
            torch._utils._rebuild_sparse_tensor torch._utils._rebuild_sparse_csr_tensor
            torch._utils._rebuild_qtensor torch._utils._rebuild_meta_tensor_no_storage
            torch._utils._rebuild_nested_tensor torch._utils._rebuild_wrapper_subclass
            torch._utils._rebuild_device_tensor_from_numpy torch._utils._rebuild_xla_tensor""");

    private static final Set<String> OPAQUE_MODULES = Globals.words("""
            numpy datetime pathlib decimal fractions uuid argparse yacs omegaconf easydict addict
            ml_collections""");

    private final Storages storages;

    Calls(Storages storages) {
        this.storages = storages;
    }

    @Override
    public PyGlobal named(String module, String name) {
        return Globals.checked(module, name);
    }

    @Override
    public Object called(PyGlobal function, List<Object> arguments) {
        String name = function.toString();
        return switch (name) {
            case "collections.OrderedDict", "builtins.dict" -> dict(arguments);
            case "torch._utils._rebuild_tensor", "torch._utils._rebuild_tensor_v2" -> Rebuilt.tensor(name, arguments);
            case "torch._utils._rebuild_tensor_v3" -> Rebuilt.typedTensor(name, arguments);
            case "torch._utils._rebuild_parameter", "torch._utils._rebuild_parameter_with_state" ->
                Rebuilt.parameter(name, arguments);
            case "torch._tensor._rebuild_from_type", "torch._tensor._rebuild_from_type_v2" ->
                called(
                        argument(name, arguments, 0, PyGlobal.class),
                        argument(name, arguments, 2, PyTuple.class).items());
            case "torch.Size", "builtins.tuple" -> sequence(arguments);
            case "_codecs.encode" -> bytes(name, arguments);
            case "copyreg._reconstructor", "copyreg.__newobj__", "copyreg.__newobj_ex__" ->
                made(argument(name, arguments, 0, PyGlobal.class), arguments.subList(1, arguments.size()));
            default -> opaque(function);
        };
    }

    @Override
    public Object made(PyGlobal type, List<Object> arguments) {
        return switch (type.toString()) {
            case "collections.OrderedDict", "builtins.dict", "collections.defaultdict" -> PyDict.plain();
            case "torch.Size", "builtins.tuple" -> sequence(arguments);
            // not called: whatever class it is, here it stays a bag of entries
            default -> PyDict.foreign(type);
        };
    }

    @Override
    public Object referred(Object id) {
        if (!(id instanceof PyTuple tuple) || tuple.items().size() < 5) {
            throw new ModelException("it refers to something outside the pickle that is no storage");
        }
        List<Object> parts = tuple.items();
        if (!"storage".equals(parts.get(0))) {
            throw new ModelException("it refers to " + (parts.get(0) instanceof String s ? Globals.printable(s) : "?")
                    + " outside the pickle; only storages are read (was a whole module saved, not its state_dict?)");
        }
        DataType type = StorageTypes.of(argument("a storage", parts, 1, PyGlobal.class));
        String key = argument("a storage", parts, 2, String.class);
        long elements = argument("a storage", parts, 4, Long.class);
        if (elements < 0) {
            throw new ModelException("storage " + Globals.printable(key) + " has " + elements + " elements");
        }
        Storage whole = storages.storage(type, key, elements);
        if (parts.size() == 5 || parts.get(5) == PyNone.NONE) {
            return whole;
        }
        List<Object> view = argument("a storage", parts, 5, PyTuple.class).items();
        return whole.part(argument("a view", view, 1, Long.class), argument("a view", view, 2, Long.class));
    }

    @Override
    public boolean hasAttributes(Object made) {
        return made instanceof TorchTensor || made instanceof Storage;
    }

    private static Object opaque(PyGlobal function) {
        String module = function.module();
        int dot = module.indexOf('.');
        if (OPAQUE.contains(function.toString())
                || OPAQUE_MODULES.contains(dot < 0 ? module : module.substring(0, dot))) {
            return function.toString().equals("collections.defaultdict") ? PyDict.plain() : PyDict.foreign(function);
        }
        throw new ModelException("it calls " + Globals.printable(function.toString())
                + ", which is none of the calls that tensors need; nothing was called. Save model.state_dict() alone");
    }

    private static PyDict dict(List<Object> arguments) {
        PyDict dict = PyDict.plain();
        if (arguments.isEmpty()) {
            return dict;
        }
        if (arguments.get(0) instanceof PyDict other) {
            dict.entries().putAll(other.entries());
            return dict;
        }
        for (Object item : sequence(arguments).items()) {
            List<Object> pair = sequence(List.of(item)).items();
            if (pair.size() != 2) {
                throw new ModelException("it makes a dict of what are no pairs");
            }
            dict.put(pair.get(0), pair.get(1));
        }
        return dict;
    }

    private static PyTuple sequence(List<Object> arguments) {
        Object first = arguments.isEmpty() ? new PyTuple(List.of()) : arguments.get(0);
        if (first instanceof PyTuple tuple) {
            return tuple;
        }
        if (first instanceof PyList list) {
            return new PyTuple(list.items());
        }
        throw new ModelException("it makes a sequence of what is none");
    }

    /** How protocol 2 writes bytes. */
    private static byte[] bytes(String name, List<Object> arguments) {
        return argument(name, arguments, 0, String.class).getBytes(StandardCharsets.ISO_8859_1);
    }

    /** @throws ModelException when there is no such argument, or it is something else */
    static <T> T argument(String call, List<Object> arguments, int index, Class<T> kind) {
        if (index < arguments.size() && kind.isInstance(arguments.get(index))) {
            return kind.cast(arguments.get(index));
        }
        throw new ModelException(call + " has something else than expected as its part " + (index + 1));
    }
}
