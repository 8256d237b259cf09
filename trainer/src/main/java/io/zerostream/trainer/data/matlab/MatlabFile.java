package io.zerostream.trainer.data.matlab;

import io.zerostream.trainer.TrainerException;
import io.zerostream.trainer.internal.TextFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import us.hebi.matlab.mat.format.Mat5;
import us.hebi.matlab.mat.format.Mat5File;
import us.hebi.matlab.mat.types.Array;
import us.hebi.matlab.mat.types.Cell;
import us.hebi.matlab.mat.types.Char;
import us.hebi.matlab.mat.types.MatFile;
import us.hebi.matlab.mat.types.Matrix;
import us.hebi.matlab.mat.types.Source;
import us.hebi.matlab.mat.types.Sources;

/** Some variables of a MATLAB 5 file, compressed or not. Other variables, features of all pictures say, are not read. */
public final class MatlabFile {
    /** First bytes that tell a format. */
    private static final int SIGNATURE = 16;

    private final Path file;
    private final Mat5File variables;

    private MatlabFile(Path file, Mat5File variables) {
        this.file = file;
        this.variables = variables;
    }

    /** @throws TrainerException when the file cannot be read as MATLAB 5 */
    public static MatlabFile read(Path file, Set<String> names) {
        try {
            if (isHdf5(file)) {
                throw new TrainerException(
                        file + " is an HDF5 file, as MATLAB saves with -v7.3, and these are not read here;"
                                + " load it in MATLAB and save it with -v7, or in Python with scipy.io.savemat");
            }
            MatlabSizes.check(file, names);
            return new MatlabFile(file, variables(file, names));
        } catch (TrainerException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            throw new TrainerException(
                    "cannot read " + file + " as a MATLAB 5 file (" + e
                            + "); fetch it anew, or load it in MATLAB and save it with -v7",
                    e);
        }
    }

    /** MATLAB puts a text of its own before what HDF5 begins with; other programs do not. */
    private static boolean isHdf5(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            String first = new String(in.readNBytes(SIGNATURE), StandardCharsets.ISO_8859_1);
            return first.startsWith("MATLAB 7.3") || first.startsWith("\u0089HDF");
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

    /** Strings, in order: a cell each, or a row each of a matrix of characters. Accents are composed. */
    public List<String> strings(String name) {
        Array array = array(name);
        List<String> strings = new ArrayList<>();
        if (array instanceof Char rows) {
            for (int i = 0; i < rows.getNumRows(); i++) {
                strings.add(plain(rows.getRow(i)));
            }
            return strings;
        }
        try {
            Cell cell = (Cell) array;
            for (int i = 0; i < cell.getNumElements(); i++) {
                Object value = cell.get(i);
                // some files wrap each string in a cell of its own
                Char text = value instanceof Cell inner ? inner.getChar(0) : (Char) value;
                strings.add(plain(text.getString()));
            }
            return strings;
        } catch (RuntimeException e) {
            throw wrong(name, "a cell array of strings or a matrix of characters", array, e);
        }
    }

    private static String plain(String text) {
        // rows are padded, by some programs with zeros
        return TextFile.composed(text.replace('\0', ' ').strip());
    }

    /** Whole numbers, in order. */
    public int[] integers(String name) {
        Array array = array(name);
        try {
            Matrix matrix = (Matrix) array;
            int[] values = new int[matrix.getNumElements()];
            for (int i = 0; i < values.length; i++) {
                values[i] = matrix.getInt(i);
            }
            return values;
        } catch (RuntimeException e) {
            throw wrong(name, "a list of numbers", array, e);
        }
    }

    /** A matrix as its columns. */
    public List<float[]> columns(String name) {
        Array array = array(name);
        try {
            Matrix matrix = (Matrix) array;
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
            throw wrong(name, "a matrix of numbers", array, e);
        }
    }

    private Array array(String name) {
        for (MatFile.Entry entry : variables.getEntries()) {
            if (entry.getName().equals(name)) {
                return entry.getValue();
            }
        }
        throw new TrainerException(file + " has no variable '" + name + "'; is it the file of xlsa17?");
    }

    private TrainerException wrong(String name, String expected, Array found, RuntimeException cause) {
        return new TrainerException(
                file + " should hold '" + name + "', " + expected + "; there it is of type " + found.getType()
                        + " and size "
                        + Arrays.toString(found.getDimensions()) + " (" + cause.getMessage()
                        + "). Is it the file of xlsa17?",
                cause);
    }
}
