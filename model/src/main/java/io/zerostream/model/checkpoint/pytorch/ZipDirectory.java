package io.zerostream.model.checkpoint.pytorch;

import io.zerostream.model.ModelException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Reads a zip archive's central directory, of either size of numbers. */
final class ZipDirectory {
    private static final int END = 0x06054b50;
    private static final int END_LENGTH = 22;
    private static final int LONGEST_COMMENT = 0xffff;
    private static final int LOCATOR = 0x07064b50;
    private static final int LOCATOR_LENGTH = 20;
    private static final int WIDE_END = 0x06064b50;
    private static final int WIDE_END_LENGTH = 56;
    private static final int ENTRY = 0x02014b50;
    private static final int ENTRY_LENGTH = 46;
    private static final int LOCAL = 0x04034b50;
    private static final int LOCAL_LENGTH = 30;
    private static final int WIDE_EXTRA = 1;
    private static final long SATURATED = 0xffffffffL;
    private static final long LARGEST = 64L << 20;
    private static final int ENCRYPTED = 1;

    private final FileBytes file;
    /** Where the directory begins, and records end. */
    private final long start;

    private final long length;
    private final long count;

    private ZipDirectory(FileBytes file) {
        this.file = file;
        long end = findEnd(file);
        ByteBuffer tail = file.read(end, END_LENGTH);
        long entries = tail.getShort(10) & 0xffff;
        long size = tail.getInt(12) & SATURATED;
        long at = tail.getInt(16) & SATURATED;
        if (tail.getShort(4) != 0 || tail.getShort(6) != 0) {
            throw damaged("it is one part of several");
        }
        if (end >= LOCATOR_LENGTH && file.read(end - LOCATOR_LENGTH, 4).getInt() == LOCATOR) {
            long wide = file.read(end - LOCATOR_LENGTH, LOCATOR_LENGTH).getLong(8);
            ByteBuffer wideEnd = file.read(wide, WIDE_END_LENGTH);
            if (wideEnd.getInt(0) != WIDE_END) {
                throw damaged("its wide end record is not where it should be");
            }
            entries = agreed(entries, 0xffff, wideEnd.getLong(32));
            size = agreed(size, SATURATED, wideEnd.getLong(40));
            at = agreed(at, SATURATED, wideEnd.getLong(48));
            end = wide;
        }
        start = at;
        length = size;
        count = entries;
        if (at < 0 || size < 0 || size > end - at || count < 0 || count > size / ENTRY_LENGTH || size > LARGEST) {
            throw damaged("it says that " + count + " records are listed in " + size + " bytes at " + at
                    + "; the file has " + file.size());
        }
    }

    /**
     * All records, with where their contents are.
     *
     * @throws ModelException when anything does not fit
     */
    static List<ZipRecord> read(FileBytes file) {
        return new ZipDirectory(file).records();
    }

    private static long findEnd(FileBytes file) {
        long from = Math.max(0, file.size() - END_LENGTH - LONGEST_COMMENT);
        ByteBuffer tail = file.read(from, file.size() - from);
        for (int i = tail.limit() - END_LENGTH; i >= 0; i--) {
            if (tail.getInt(i) == END && (tail.getShort(i + 20) & 0xffff) == tail.limit() - END_LENGTH - i) {
                return from + i;
            }
        }
        throw new ModelException(
                "it begins like a zip archive, but the list of records at its end is missing or damaged:"
                        + " the file is cut off; fetch it again");
    }

    /** The wide number, where the narrow one is full or says the same. */
    private static long agreed(long narrow, long full, long wide) {
        if (narrow != full && narrow != wide) {
            throw damaged("its two end records disagree");
        }
        return wide;
    }

    private List<ZipRecord> records() {
        ByteBuffer directory = file.read(start, length);
        List<ZipRecord> records = new ArrayList<>();
        for (long i = 0; i < count; i++) {
            records.add(entry(directory));
        }
        List<ZipRecord> byPlace = new ArrayList<>(records);
        byPlace.sort(Comparator.comparingLong(ZipRecord::start).thenComparingLong(ZipRecord::end));
        for (int i = 1; i < byPlace.size(); i++) {
            if (byPlace.get(i - 1).end() > byPlace.get(i).start()) {
                throw damaged("records " + Globals.printable(byPlace.get(i - 1).name()) + " and "
                        + Globals.printable(byPlace.get(i).name()) + " overlap");
            }
        }
        return records;
    }

    private ZipRecord entry(ByteBuffer directory) {
        if (directory.remaining() < ENTRY_LENGTH || directory.getInt(directory.position()) != ENTRY) {
            throw damaged("its list of records is broken");
        }
        ByteBuffer fixed = directory.slice(directory.position(), ENTRY_LENGTH).order(directory.order());
        directory.position(directory.position() + ENTRY_LENGTH);
        byte[] name = next(directory, fixed.getShort(28) & 0xffff);
        byte[] extra = next(directory, fixed.getShort(30) & 0xffff);
        next(directory, fixed.getShort(32) & 0xffff);
        String text = new String(name, StandardCharsets.UTF_8);
        int method = fixed.getShort(10);
        if ((fixed.getShort(8) & ENCRYPTED) != 0 || (method != ZipRecord.STORED && method != ZipRecord.DEFLATED)) {
            throw damaged("record " + Globals.printable(text) + " is encrypted, or packed by method " + method
                    + "; PyTorch stores, and at most deflates");
        }
        long[] numbers = {fixed.getInt(24) & SATURATED, fixed.getInt(20) & SATURATED, fixed.getInt(42) & SATURATED};
        widen(numbers, ByteBuffer.wrap(extra).order(directory.order()), text);
        if (method == ZipRecord.STORED && numbers[0] != numbers[1]) {
            throw damaged("record " + Globals.printable(text) + " is stored in " + numbers[1] + " bytes but "
                    + numbers[0] + " long");
        }
        long contents = contents(numbers[2], numbers[1], name, text);
        return new ZipRecord(text, method, fixed.getInt(16) & SATURATED, numbers[1], numbers[0], contents);
    }

    private static byte[] next(ByteBuffer directory, int length) {
        if (length > directory.remaining()) {
            throw damaged("its list of records is cut off");
        }
        byte[] bytes = new byte[length];
        directory.get(bytes);
        return bytes;
    }

    /** Numbers that are full are found, in this order, in the extra field. */
    private static void widen(long[] numbers, ByteBuffer extra, String name) {
        while (extra.remaining() >= 4) {
            int kind = extra.getShort() & 0xffff;
            int size = extra.getShort() & 0xffff;
            if (size > extra.remaining()) {
                break;
            }
            int next = extra.position() + size;
            for (int i = 0; i < numbers.length && kind == WIDE_EXTRA; i++) {
                if (numbers[i] == SATURATED) {
                    if (next - extra.position() < Long.BYTES) {
                        throw damaged("record " + Globals.printable(name) + " lacks its wide sizes");
                    }
                    numbers[i] = extra.getLong();
                }
            }
            extra.position(next);
        }
    }

    /** Where a record's bytes begin, behind its own header, which must be its own. */
    private long contents(long header, long packed, byte[] name, String text) {
        if (header < 0 || header > start - LOCAL_LENGTH) {
            throw damaged("record " + Globals.printable(text) + " is said to be outside the file");
        }
        ByteBuffer local = file.read(header, LOCAL_LENGTH);
        int nameLength = local.getShort(26) & 0xffff;
        long contents = header + LOCAL_LENGTH + nameLength + (local.getShort(28) & 0xffff);
        if (local.getInt(0) != LOCAL
                || nameLength != name.length
                || !file.read(header + LOCAL_LENGTH, nameLength).equals(ByteBuffer.wrap(name))) {
            throw damaged("record " + Globals.printable(text) + " is not where the list says");
        }
        if (packed < 0 || contents > start || packed > start - contents) {
            throw damaged("record " + Globals.printable(text) + " of " + packed + " bytes reaches beyond its place");
        }
        return contents;
    }

    private static ModelException damaged(String how) {
        return new ModelException("the zip archive is damaged: " + how);
    }
}
