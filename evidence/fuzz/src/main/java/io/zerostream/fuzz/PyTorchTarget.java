package io.zerostream.fuzz;

import io.zerostream.model.ModelException;
import io.zerostream.model.checkpoint.pytorch.PyTorchFile;
import io.zerostream.model.checkpoint.pytorch.TorchTensor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Files of {@code torch.save}: zip and legacy containers, the pickle in them, and the tensors that it puts together. */
public final class PyTorchTarget implements FuzzTarget {
    private static final String ARCHIVED = "\u0080\2" + tensor("") + ".";
    private static final String NESTED = "\u0080\2}X\12\0\0\0state_dict" + tensor("") + "sX\5\0\0\0epochK\1s.";
    private static final String MAGIC = "\u0080\2\u008a\12l\374\234F\371 j\250P\31.";
    private static final String VERSION = "\u0080\2M\351\3.";
    private static final String SYSTEM = "\u0080\2}X\15\0\0\0little_endian\u0088s.";
    private static final String KEYS = "\u0080\2]X\1\0\0\0" + "0a.";

    private final ScratchFile scratch;

    /** @throws IOException when there is no place for the file */
    public PyTorchTarget() throws IOException {
        scratch = new ScratchFile("model.pth");
    }

    @Override
    public String name() {
        return "pytorch";
    }

    @Override
    public List<byte[]> seeds() throws IOException {
        return List.of(
                archive(ARCHIVED, true),
                archive(ARCHIVED, false),
                archive(NESTED, true),
                bytes(MAGIC + VERSION + SYSTEM + "\u0080\2" + tensor("N") + "." + KEYS + "\6\0\0\0\0\0\0\0"
                        + "\0".repeat(24)));
    }

    /**
     * A dictionary of one tensor.
     *
     * @param view what the legacy container's storages say of views: none
     */
    private static String tensor(String view) {
        return "}X\1\0\0\0wctorch._utils\n_rebuild_tensor_v2\n(("
                + "X\7\0\0\0storagectorch\nFloatStorage\nX\1\0\0\0" + "0X\3\0\0\0cpuK\6" + view
                + "tQK\0K\2K\3\u0086K\3K\1\u0086\u0089ccollections\nOrderedDict\n)RtRs";
    }

    @Override
    public void run(byte[] input) throws IOException {
        try (PyTorchFile file = PyTorchFile.open(scratch.with(input))) {
            for (TorchTensor tensor : file.stateDict().tensors().values()) {
                tensor.read();
            }
        } catch (ModelException e) {
            if (e.getMessage() == null || e.getMessage().isBlank()) {
                throw new IllegalStateException("refused without a word", e);
            }
        }
    }

    private static byte[] archive(String pickle, boolean stored) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(out)) {
            put(zip, "a/data.pkl", bytes(pickle), stored);
            put(zip, "a/byteorder", bytes("little"), stored);
            put(zip, "a/data/0", new byte[24], stored);
            put(zip, "a/version", bytes("3\n"), stored);
        }
        return out.toByteArray();
    }

    private static void put(ZipOutputStream zip, String name, byte[] content, boolean stored) throws IOException {
        ZipEntry entry = new ZipEntry(name);
        if (stored) {
            CRC32 crc = new CRC32();
            crc.update(content);
            entry.setMethod(ZipEntry.STORED);
            entry.setSize(content.length);
            entry.setCrc(crc.getValue());
        }
        zip.putNextEntry(entry);
        zip.write(content);
        zip.closeEntry();
    }

    private static byte[] bytes(String latin1) {
        return latin1.getBytes(StandardCharsets.ISO_8859_1);
    }
}
