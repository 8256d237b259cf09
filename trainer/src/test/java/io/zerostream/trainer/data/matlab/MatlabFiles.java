package io.zerostream.trainer.data.matlab;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import us.hebi.matlab.mat.format.Mat5;
import us.hebi.matlab.mat.format.Mat5File;
import us.hebi.matlab.mat.types.Cell;
import us.hebi.matlab.mat.types.MatFile;
import us.hebi.matlab.mat.types.Matrix;
import us.hebi.matlab.mat.types.Sink;
import us.hebi.matlab.mat.types.Sinks;

/** Writes MATLAB files as xlsa17 has them. */
public final class MatlabFiles {
    private MatlabFiles() {}

    /**
     * Writes {@code att_splits.mat}; value {@code a} of class {@code c} is {@code c + 1 + 10 a}.
     *
     * @param train numbers of pictures, as those of the other lists
     */
    public static void writeSplits(
            Path folder, List<String> classes, int attributes, int[] train, int[] testSeen, int[] testUnseen)
            throws IOException {
        Matrix values = Mat5.newMatrix(attributes, classes.size());
        for (int c = 0; c < classes.size(); c++) {
            for (int a = 0; a < attributes; a++) {
                values.setDouble(a, c, c + 1 + 10 * a);
            }
        }
        write(
                folder.resolve("att_splits.mat"),
                Mat5.newMatFile()
                        .addArray("allclasses_names", strings(classes))
                        .addArray("original_att", values)
                        .addArray("trainval_loc", numbers(train))
                        .addArray("test_seen_loc", numbers(testSeen))
                        .addArray("test_unseen_loc", numbers(testUnseen)));
    }

    /**
     * Writes {@code res101.mat}.
     *
     * @param labels numbers of the pictures' classes
     */
    public static void writeFeatures(Path folder, List<String> paths, int... labels) throws IOException {
        Matrix features = Mat5.newMatrix(20, paths.size());
        Random random = new Random(0);
        for (int i = 0; i < features.getNumElements(); i++) {
            features.setDouble(i, random.nextGaussian());
        }
        write(
                folder.resolve("res101.mat"),
                Mat5.newMatFile()
                        .addArray("features", features)
                        .addArray("image_files", strings(paths))
                        .addArray("labels", numbers(labels)));
    }

    /** Writes a file. */
    public static void write(Path file, MatFile mat) throws IOException {
        try (Sink sink = Sinks.newStreamingFile(file.toFile())) {
            Mat5.newWriter(sink).setDeflateLevel(6).writeMat((Mat5File) mat);
        }
    }

    private static Cell strings(List<String> values) {
        Cell cell = Mat5.newCell(values.size(), 1);
        for (int i = 0; i < values.size(); i++) {
            cell.set(i, Mat5.newString(values.get(i)));
        }
        return cell;
    }

    /** A column of numbers. */
    public static Matrix numbers(int[] values) {
        Matrix matrix = Mat5.newMatrix(values.length, 1);
        for (int i = 0; i < values.length; i++) {
            matrix.setDouble(i, values[i]);
        }
        return matrix;
    }
}
