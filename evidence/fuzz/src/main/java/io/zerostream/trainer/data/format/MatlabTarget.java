package io.zerostream.trainer.data.format;

import io.zerostream.fuzz.FuzzTarget;
import io.zerostream.fuzz.ScratchFile;
import io.zerostream.schemas.SafeText;
import io.zerostream.trainer.data.check.DataCheck;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.Deflater;
import us.hebi.matlab.mat.format.Mat5;
import us.hebi.matlab.mat.format.Mat5File;
import us.hebi.matlab.mat.types.Cell;
import us.hebi.matlab.mat.types.Matrix;
import us.hebi.matlab.mat.types.Sink;
import us.hebi.matlab.mat.types.Sinks;

/**
 * MATLAB files of the published benchmarks in a folder that is right otherwise, as {@code data check} reads it: whatever is
 * wrong is a finding. The first byte says which of the two files the rest is.
 */
public final class MatlabTarget implements FuzzTarget {
    private static final byte SPLITS = 0;
    private static final byte PICTURES = 1;
    private static final int ROOM = 1 << 16;

    private final ScratchFile splits;
    private final Path pictures;
    private final byte[] goodSplits;
    private final byte[] goodPictures;

    /** @throws IOException when there is no place for the files */
    public MatlabTarget() throws IOException {
        splits = new ScratchFile(PublishedLayout.SPLITS_FILE);
        pictures = splits.beside(PublishedLayout.PICTURES_FILE);
        Files.writeString(splits.beside("predicates.txt"), "1 black\n2 white\n");
        Files.createDirectory(splits.beside("JPEGImages"));
        goodSplits = splits(Deflater.NO_COMPRESSION);
        goodPictures = pictures(Deflater.NO_COMPRESSION);
    }

    @Override
    public String name() {
        return "matlab";
    }

    @Override
    public List<byte[]> seeds() throws IOException {
        return List.of(
                seed(SPLITS, goodSplits),
                seed(PICTURES, goodPictures),
                seed(SPLITS, splits(Deflater.BEST_COMPRESSION)),
                seed(PICTURES, pictures(Deflater.BEST_COMPRESSION)));
    }

    @Override
    public void run(byte[] input) throws IOException {
        if (input.length == 0) {
            return;
        }
        byte[] file = Arrays.copyOfRange(input, 1, input.length);
        splits.with(input[0] == PICTURES ? goodSplits : file);
        Files.write(pictures, input[0] == PICTURES ? file : goodPictures);
        DataCheck check = DataCheck.of(splits.folder().toString());
        if (check.findings().stream().anyMatch(finding -> finding.message().isBlank())) {
            throw new IllegalStateException("a finding without a word");
        }
        if (!check.findings().stream()
                .allMatch(finding -> finding.toString().codePoints().allMatch(SafeText::seen))) {
            throw new IllegalStateException("a finding that a terminal obeys");
        }
        check.toJson();
    }

    private static byte[] seed(byte which, byte[] file) {
        return ByteBuffer.allocate(1 + file.length).put(which).put(file).array();
    }

    private static byte[] splits(int compression) throws IOException {
        Matrix attributes = Mat5.newMatrix(2, 3);
        for (int i = 0; i < attributes.getNumElements(); i++) {
            attributes.setDouble(i, i + 0.5);
        }
        return bytes(
                (Mat5File) Mat5.newMatFile()
                        .addArray("allclasses_names", strings("antelope", "horse", "seal"))
                        .addArray("original_att", attributes)
                        .addArray("trainval_loc", numbers(1))
                        .addArray("test_seen_loc", numbers(2))
                        .addArray("test_unseen_loc", numbers(3)),
                compression);
    }

    private static byte[] pictures(int compression) throws IOException {
        return bytes(
                (Mat5File) Mat5.newMatFile()
                        .addArray("features", Mat5.newMatrix(2, 2))
                        .addArray(
                                "image_files",
                                strings("/x/JPEGImages/antelope/1.jpg", "/x/JPEGImages/horse/1.jpg", "/JPEGImages/a"))
                        .addArray("labels", numbers(1, 2, 3)),
                compression);
    }

    private static byte[] bytes(Mat5File file, int compression) throws IOException {
        ByteBuffer room = ByteBuffer.allocate(ROOM).order(ByteOrder.LITTLE_ENDIAN);
        try (Sink sink = Sinks.wrap(room)) {
            Mat5.newWriter(sink).setDeflateLevel(compression).writeMat(file);
        }
        byte[] bytes = new byte[room.position()];
        room.flip().get(bytes);
        return bytes;
    }

    private static Cell strings(String... values) {
        Cell cell = Mat5.newCell(values.length, 1);
        for (int i = 0; i < values.length; i++) {
            cell.set(i, Mat5.newString(values[i]));
        }
        return cell;
    }

    private static Matrix numbers(int... values) {
        Matrix matrix = Mat5.newMatrix(values.length, 1);
        for (int i = 0; i < values.length; i++) {
            matrix.setDouble(i, values[i]);
        }
        return matrix;
    }
}
