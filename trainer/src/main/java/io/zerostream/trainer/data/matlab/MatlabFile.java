package io.zerostream.trainer.data.matlab;

import io.zerostream.trainer.TrainerException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import us.hebi.matlab.mat.format.Mat5;
import us.hebi.matlab.mat.format.Mat5File;
import us.hebi.matlab.mat.types.Cell;
import us.hebi.matlab.mat.types.Char;
import us.hebi.matlab.mat.types.Matrix;
import us.hebi.matlab.mat.types.Source;
import us.hebi.matlab.mat.types.Sources;

/** Some variables of a MATLAB 5 file, compressed or not. Other variables, features of all pictures say, are not read. */
public final class MatlabFile {
    private final Path file;
    private final Mat5File variables;

    private MatlabFile(Path file, Mat5File variables) {
        this.file = file;
        this.variables = variables;
    }

    /** @throws TrainerException when the file cannot be read as MATLAB 5 */
    public static MatlabFile read(Path file, Set<String> names) {
        try {
            MatlabSizes.check(file, names);
            return new MatlabFile(file, variables(file, names));
        } catch (IOException | RuntimeException e) {
            throw new TrainerException(
                    "cannot read " + file + " as a MATLAB 5 file (" + e
                            + "); files saved with -v7.3 are another format: save it with -v7",
                    e);
        }
    }

    private static Mat5File variables(Path file, Set<String> names) throws IOException {
        try (Source source = Sources.openFile(file.toFile())) {
            return Mat5.newReader(source)
                    .setEntryFilter(header -> names.contains(header.getName()))
                    .disableSubsystemProcessing()
                    .readMat();
        }
    }

    /** A cell array of strings, in order. */
    public List<String> strings(String name) {
        try {
            Cell cell = variables.getCell(name);
            List<String> strings = new ArrayList<>(cell.getNumElements());
            for (int i = 0; i < cell.getNumElements(); i++) {
                Object value = cell.get(i);
                // some files wrap each string in a cell of its own
                Char text = value instanceof Cell inner ? inner.getChar(0) : (Char) value;
                strings.add(text.getString().strip());
            }
            return strings;
        } catch (RuntimeException e) {
            throw wrong(name, "a cell array of strings", e);
        }
    }

    /** Whole numbers, in order. */
    public int[] integers(String name) {
        try {
            Matrix matrix = variables.getMatrix(name);
            int[] values = new int[matrix.getNumElements()];
            for (int i = 0; i < values.length; i++) {
                values[i] = matrix.getInt(i);
            }
            return values;
        } catch (RuntimeException e) {
            throw wrong(name, "a list of numbers", e);
        }
    }

    /** A matrix as its columns. */
    public List<float[]> columns(String name) {
        try {
            Matrix matrix = variables.getMatrix(name);
            if (matrix.getNumElements() == 0
                    || (long) matrix.getNumRows() * matrix.getNumCols() != matrix.getNumElements()) {
                throw new IllegalArgumentException("it has no rows and columns");
            }
            List<float[]> columns = new ArrayList<>(matrix.getNumCols());
            for (int c = 0; c < matrix.getNumCols(); c++) {
                float[] column = new float[matrix.getNumRows()];
                for (int r = 0; r < column.length; r++) {
                    column[r] = matrix.getFloat(r, c);
                }
                columns.add(column);
            }
            return columns;
        } catch (RuntimeException e) {
            throw wrong(name, "a matrix", e);
        }
    }

    private TrainerException wrong(String name, String expected, RuntimeException cause) {
        return new TrainerException(
                file + " should hold '" + name + "', " + expected + " (" + cause + "); is it the file of xlsa17?",
                cause);
    }
}
