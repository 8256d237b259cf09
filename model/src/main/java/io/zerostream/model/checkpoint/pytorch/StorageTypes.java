package io.zerostream.model.checkpoint.pytorch;

import io.zerostream.model.ModelException;
import io.zerostream.model.checkpoint.pytorch.internal.pickle.PyGlobal;
import io.zerostream.model.tensors.Tensor.DataType;
import java.util.Map;

/** PyTorch's names for element types. */
final class StorageTypes {
    private static final Map<String, DataType> STORAGES = Map.ofEntries(
            Map.entry("DoubleStorage", DataType.F64),
            Map.entry("FloatStorage", DataType.F32),
            Map.entry("HalfStorage", DataType.F16),
            Map.entry("BFloat16Storage", DataType.BF16),
            Map.entry("LongStorage", DataType.I64),
            Map.entry("IntStorage", DataType.I32),
            Map.entry("ShortStorage", DataType.I16),
            Map.entry("CharStorage", DataType.I8),
            Map.entry("ByteStorage", DataType.U8),
            Map.entry("BoolStorage", DataType.BOOL),
            Map.entry("ComplexFloatStorage", DataType.C64),
            Map.entry("ComplexDoubleStorage", DataType.C128),
            Map.entry("UntypedStorage", DataType.U8));

    private static final Map<String, DataType> DTYPES = Map.ofEntries(
            Map.entry("float64", DataType.F64),
            Map.entry("double", DataType.F64),
            Map.entry("float32", DataType.F32),
            Map.entry("float", DataType.F32),
            Map.entry("float16", DataType.F16),
            Map.entry("half", DataType.F16),
            Map.entry("bfloat16", DataType.BF16),
            Map.entry("int64", DataType.I64),
            Map.entry("long", DataType.I64),
            Map.entry("int32", DataType.I32),
            Map.entry("int", DataType.I32),
            Map.entry("int16", DataType.I16),
            Map.entry("short", DataType.I16),
            Map.entry("int8", DataType.I8),
            Map.entry("uint8", DataType.U8),
            Map.entry("uint16", DataType.U16),
            Map.entry("uint32", DataType.U32),
            Map.entry("uint64", DataType.U64),
            Map.entry("bool", DataType.BOOL),
            Map.entry("complex32", DataType.C32),
            Map.entry("chalf", DataType.C32),
            Map.entry("complex64", DataType.C64),
            Map.entry("cfloat", DataType.C64),
            Map.entry("complex128", DataType.C128),
            Map.entry("cdouble", DataType.C128),
            Map.entry("float8_e5m2", DataType.F8_E5M2),
            Map.entry("float8_e4m3fn", DataType.F8_E4M3),
            Map.entry("float8_e5m2fnuz", DataType.F8_E5M2FNUZ),
            Map.entry("float8_e4m3fnuz", DataType.F8_E4M3FNUZ));

    private StorageTypes() {}

    /** @throws ModelException for classes of other or quantised elements */
    static DataType of(PyGlobal storage) {
        DataType type = inTorch(storage) ? STORAGES.get(storage.name()) : null;
        if (type == null) {
            throw new ModelException("a storage is a " + Globals.printable(storage.toString())
                    + ", whose elements are not read; known are "
                    + STORAGES.keySet().stream().sorted().toList());
        }
        return type;
    }

    /** @throws ModelException for other types */
    static DataType ofDtype(PyGlobal dtype) {
        DataType type = dtype.module().equals("torch") ? DTYPES.get(dtype.name()) : null;
        if (type == null) {
            throw new ModelException(
                    "a tensor has elements of type " + Globals.printable(dtype.toString()) + ", which are not read");
        }
        return type;
    }

    private static boolean inTorch(PyGlobal storage) {
        return switch (storage.module()) {
            case "torch", "torch.cuda", "torch.storage", "torch.xpu", "torch.mps" -> true;
            default -> false;
        };
    }
}
