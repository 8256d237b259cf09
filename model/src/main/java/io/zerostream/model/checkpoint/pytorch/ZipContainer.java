package io.zerostream.model.checkpoint.pytorch;

import io.zerostream.model.ModelException;
import io.zerostream.model.checkpoint.pytorch.internal.pickle.PickleInput;
import io.zerostream.model.checkpoint.pytorch.internal.pickle.PickleReader;
import io.zerostream.model.tensors.Tensor.DataType;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * PyTorch's container since 1.6: a zip archive with one folder that holds {@code data.pkl}, {@code version}, perhaps {@code
 * byteorder}, and a record {@code data/KEY} for each storage.
 */
final class ZipContainer implements Storages {
    private static final long LARGEST_PICKLE = 64L << 20;
    private static final int NEWEST_VERSION = 10;

    private final FileBytes file;
    private final ZipArchive archive;
    private final String root;
    private final boolean bigEndian;
    private final Map<String, Storage> known = new HashMap<>();

    private ZipContainer(FileBytes file) {
        this.file = file;
        this.archive = new ZipArchive(file);
        this.root = root(archive);
        if (archive.find(root + "constants.pkl") != null) {
            throw new ModelException(
                    "it is a TorchScript archive, not a checkpoint: save model.state_dict() in Python");
        }
        String order = text("byteorder");
        if (order != null && !order.equals("little") && !order.equals("big")) {
            throw new ModelException("its byte order is " + Globals.printable(order) + ", neither little nor big");
        }
        bigEndian = "big".equals(order);
        checkVersion(text("version"));
    }

    /** @return the object that was saved */
    static Object read(FileBytes file) {
        ZipContainer container = new ZipContainer(file);
        ZipRecord pickle = container.needed("data.pkl");
        if (pickle.size() > LARGEST_PICKLE) {
            throw new ModelException(
                    "its data.pkl has " + pickle.size() + " bytes; at most " + LARGEST_PICKLE + " are read");
        }
        return PickleReader.read(new PickleInput(container.archive.read(pickle)), new Calls(container));
    }

    private static String root(ZipArchive archive) {
        List<String> pickles = archive.records().stream()
                .map(ZipRecord::name)
                .filter(name -> name.equals("data.pkl") || name.matches("[^/]+/data\\.pkl"))
                .toList();
        if (pickles.size() != 1) {
            throw new ModelException("the zip archive has " + (pickles.isEmpty() ? "no" : pickles.size())
                    + " data.pkl; PyTorch writes one, in the only folder of the archive");
        }
        return pickles.get(0).substring(0, pickles.get(0).length() - "data.pkl".length());
    }

    private void checkVersion(@Nullable String version) {
        if (version == null || !version.matches("\\d{1,4}") || Integer.parseInt(version) > NEWEST_VERSION) {
            throw new ModelException("its version record says "
                    + (version == null ? "nothing" : Globals.printable(version)) + "; versions 1 to " + NEWEST_VERSION
                    + " are read");
        }
    }

    private @Nullable String text(String name) {
        ZipRecord record = archive.find(root + name);
        if (record == null) {
            return null;
        }
        if (record.size() > 64) {
            throw new ModelException("its record " + name + " has " + record.size() + " bytes instead of a word");
        }
        return StandardCharsets.ISO_8859_1
                .decode(archive.read(record))
                .toString()
                .strip();
    }

    private ZipRecord needed(String name) {
        ZipRecord record = archive.find(root + name);
        if (record == null) {
            throw new ModelException("the archive lacks record " + Globals.printable(root + name));
        }
        return record;
    }

    @Override
    public Storage storage(DataType type, String key, long elements) {
        Storage storage = known.get(key);
        if (storage != null) {
            return storage.sameAs(type, elements, key);
        }
        ZipRecord record = needed("data/" + key);
        if (elements > record.size() / type.bytes()) {
            throw new ModelException("storage " + Globals.printable(key) + " is said to hold " + elements
                    + " elements of " + type.bytes() + " bytes, but its record has " + record.size() + " bytes");
        }
        storage = new Storage(type, elements, () -> file.naming(() -> contents(record, type)));
        known.put(key, storage);
        return storage;
    }

    private ByteBuffer contents(ZipRecord record, DataType type) {
        ByteBuffer bytes = archive.read(record);
        return bigEndian ? swapped(bytes, type.swappedUnit()) : bytes;
    }

    private static ByteBuffer swapped(ByteBuffer bytes, int unit) {
        for (int from = 0; unit > 1 && from + unit <= bytes.limit(); from += unit) {
            for (int i = from, j = from + unit - 1; i < j; i++, j--) {
                byte kept = bytes.get(i);
                bytes.put(i, bytes.get(j)).put(j, kept);
            }
        }
        return bytes;
    }
}
