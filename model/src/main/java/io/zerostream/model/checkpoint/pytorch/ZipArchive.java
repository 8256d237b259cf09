package io.zerostream.model.checkpoint.pytorch;

import io.zerostream.model.ModelException;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/**
 * A zip archive, read by its central directory. Java's own reader takes the first of two records of one name, believes
 * sizes, and cannot read parts of a file; this one refuses whatever two readers could take differently.
 */
final class ZipArchive {
    private final FileBytes file;
    private final Map<String, ZipRecord> records = new LinkedHashMap<>();

    /**
     * Reads the directory.
     *
     * @throws ModelException when it is damaged, or names a record twice
     */
    ZipArchive(FileBytes file) {
        this.file = file;
        for (ZipRecord record : ZipDirectory.read(file)) {
            if (records.put(record.name(), record) != null) {
                throw new ModelException("the archive has two records " + Globals.printable(record.name()));
            }
        }
    }

    Collection<ZipRecord> records() {
        return records.values();
    }

    @Nullable
    ZipRecord find(String name) {
        return records.get(name);
    }

    /**
     * Contents of a record.
     *
     * @throws ModelException when they are damaged
     */
    ByteBuffer read(ZipRecord record) {
        ByteBuffer packed = file.read(record.start(), record.packed());
        ByteBuffer contents = record.method() == ZipRecord.STORED ? packed : inflate(packed, record);
        CRC32 crc = new CRC32();
        crc.update(contents.duplicate());
        if (record.crc() != 0 && record.crc() != crc.getValue()) {
            throw new ModelException("record " + Globals.printable(record.name())
                    + " does not have the checksum that the archive gives: the file is damaged");
        }
        return contents;
    }

    private ByteBuffer inflate(ByteBuffer packed, ZipRecord record) {
        if (record.size() > Math.min(file.budget(), Integer.MAX_VALUE - 8)) {
            throw new ModelException("record " + Globals.printable(record.name()) + " unpacks to " + record.size()
                    + " bytes, far more than a file of " + file.size() + " bytes can hold");
        }
        byte[] contents = new byte[(int) record.size()];
        Inflater inflater = new Inflater(true);
        try {
            inflater.setInput(packed);
            int length = 0;
            int more = 1;
            while (length < contents.length && more > 0) {
                more = inflater.inflate(contents, length, contents.length - length);
                length += more;
            }
            // a stream can end with an empty block, or run on
            if (length == contents.length && inflater.inflate(new byte[1]) == 0 && inflater.finished()) {
                return ByteBuffer.wrap(contents);
            }
        } catch (DataFormatException e) {
            throw new ModelException("record " + Globals.printable(record.name()) + " cannot be unpacked: " + e, e);
        } finally {
            inflater.end();
        }
        throw new ModelException("record " + Globals.printable(record.name()) + " does not unpack to the "
                + record.size() + " bytes that the archive says");
    }
}
