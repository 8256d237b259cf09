package io.zerostream.model.checkpoint.pytorch;

import io.zerostream.model.ModelException;
import io.zerostream.model.checkpoint.pytorch.internal.pickle.PickleBuilder;
import io.zerostream.model.checkpoint.pytorch.internal.pickle.PickleInput;
import io.zerostream.model.checkpoint.pytorch.internal.pickle.PickleReader;
import io.zerostream.model.checkpoint.pytorch.internal.pickle.PyDict;
import io.zerostream.model.checkpoint.pytorch.internal.pickle.PyList;
import io.zerostream.model.tensors.Tensor.DataType;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;

/**
 * PyTorch's container before 1.6: five pickles in a row (a magic number, a protocol number, facts about the machine, the
 * object, the keys of the storages) and then each storage: its number of elements in eight bytes, and these.
 */
final class LegacyContainer implements Storages {
    private static final BigInteger MAGIC = new BigInteger("1950a86a20f9469cfc6c", 16);
    private static final long PROTOCOL = 1001;
    private static final long LARGEST_PICKLES = 64L << 20;

    /** A storage whose place is known only after the pickle that refers to it. */
    private static final class Place {
        private final Storage storage;
        private long position = -1;

        Place(FileBytes file, DataType type, long elements) {
            storage =
                    new Storage(type, elements, () -> file.naming(() -> file.read(position, elements * type.bytes())));
        }
    }

    private final FileBytes file;
    private final Map<String, Place> places = new HashMap<>();

    private LegacyContainer(FileBytes file) {
        this.file = file;
    }

    /** @return the object that was saved */
    static Object read(FileBytes file) {
        LegacyContainer container = new LegacyContainer(file);
        PickleInput in = new PickleInput(file.read(0, Math.min(file.size(), LARGEST_PICKLES)));
        checkMagic(in, file);
        PickleBuilder plain = new PlainPickle();
        Object protocol = PickleReader.read(in, plain);
        if (!protocol.equals(PROTOCOL)) {
            throw new ModelException("its legacy container has protocol " + (protocol instanceof Long ? protocol : "?")
                    + "; known is " + PROTOCOL);
        }
        if (!(PickleReader.read(in, plain) instanceof PyDict machine)
                || !Boolean.TRUE.equals(machine.get("little_endian"))) {
            throw new ModelException(
                    "it was written on a big-endian machine, or does not say on which: save it again with"
                            + " a newer PyTorch");
        }
        Object saved = PickleReader.read(in, new Calls(container));
        container.locate(PickleReader.read(in, plain), in.position());
        return saved;
    }

    private static void checkMagic(PickleInput in, FileBytes file) {
        Object magic;
        try {
            magic = PickleReader.read(in, new PlainPickle());
        } catch (ModelException e) {
            throw new ModelException(notPyTorch(file), e);
        }
        if (!magic.equals(MAGIC)) {
            throw new ModelException(notPyTorch(file));
        }
    }

    private static String notPyTorch(FileBytes file) {
        ByteBuffer head = file.read(0, Math.min(file.size(), 16));
        StringBuilder start = new StringBuilder();
        while (head.hasRemaining()) {
            start.append((char) (head.get() & 0xff));
        }
        return "it is neither a zip archive nor PyTorch's older container; it begins with "
                + Globals.printable(start.toString());
    }

    @Override
    public Storage storage(DataType type, String key, long elements) {
        Place place = places.get(key);
        if (place != null) {
            return place.storage.sameAs(type, elements, key);
        }
        if (elements > file.size() / type.bytes()) {
            throw new ModelException("storage " + Globals.printable(key) + " is said to hold " + elements
                    + " elements of " + type.bytes() + " bytes; the whole file has " + file.size() + " bytes");
        }
        place = new Place(file, type, elements);
        places.put(key, place);
        return place.storage;
    }

    private void locate(Object keys, long from) {
        if (!(keys instanceof PyList list)) {
            throw new ModelException("its list of storages is no list");
        }
        long at = from;
        for (Object key : list.items()) {
            Place place = places.get(key);
            if (place == null || place.position >= 0) {
                throw new ModelException("its list of storages names one that no tensor uses, or one twice");
            }
            long elements = file.read(at, Long.BYTES).getLong();
            place.storage.sameAs(place.storage.type(), elements, String.valueOf(key));
            place.position = at + Long.BYTES;
            at = place.position + place.storage.bytes();
            if (at > file.size()) {
                throw new ModelException("storage " + Globals.printable(String.valueOf(key))
                        + " is cut off: the file ends " + (at - file.size()) + " bytes too early; fetch it again");
            }
        }
        if (list.items().size() != places.size()) {
            throw new ModelException(
                    "it has " + list.items().size() + " storages, but its tensors use " + places.size());
        }
    }
}
