package io.zerostream.trainer.data.matlab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zerostream.trainer.TrainerException;
import io.zerostream.trainer.data.format.DataSets;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import us.hebi.matlab.mat.format.Mat5;
import us.hebi.matlab.mat.types.Char;

class MatlabFileTest {
    @TempDir
    private Path folder;

    @Test
    void aFileThatIsNotMatlabIsNamed() throws Exception {
        Files.writeString(
                folder.resolve("att_splits.mat"), "not a MATLAB file, though long enough to have a header".repeat(9));

        assertThatThrownBy(() -> DataSets.open(folder))
                .isInstanceOf(TrainerException.class)
                .hasMessageContaining("att_splits.mat")
                .hasMessageContaining("-v7");
    }

    @Test
    void namesMayBeRowsOfAMatrixOfCharacters() throws Exception {
        Char rows = Mat5.newChar(2, 4);
        List<String> names = List.of("oak ", "pine");
        for (int r = 0; r < 2; r++) {
            for (int c = 0; c < 4; c++) {
                rows.setChar(r, c, names.get(r).charAt(c));
            }
        }
        MatlabFiles.write(folder.resolve("names.mat"), Mat5.newMatFile().addArray("names", rows));

        assertThat(MatlabFile.read(folder.resolve("names.mat"), Set.of("names")).strings("names"))
                .containsExactly("oak", "pine");
    }

    @Test
    void aVariableThatIsAbsentOrOfAnotherKindIsNamed() throws Exception {
        Path file = folder.resolve("names.mat");
        MatlabFiles.write(file, Mat5.newMatFile().addArray("names", MatlabFiles.numbers(new int[] {1, 2})));
        MatlabFile mat = MatlabFile.read(file, Set.of("names"));

        assertThatThrownBy(() -> mat.strings("names"))
                .isInstanceOf(TrainerException.class)
                .hasMessageContaining(
                        "names.mat should hold 'names', a cell array of strings or a matrix of characters")
                .hasMessageContaining("of type double and size [2, 1]");
        assertThatThrownBy(() -> mat.strings("labels")).hasMessageContaining("no variable 'labels'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"MATLAB 7.3 MAT-file, Platform: GLNXA64", "\u0089HDF\r\n\u001a\n"})
    void filesOfHdf5AreToldWithWhatToDo(String beginning) throws Exception {
        Files.write(
                folder.resolve("att_splits.mat"), (beginning + "\0".repeat(600)).getBytes(StandardCharsets.ISO_8859_1));

        assertThatThrownBy(() -> DataSets.open(folder))
                .isInstanceOf(TrainerException.class)
                .hasMessageContaining("att_splits.mat is an HDF5 file, as MATLAB saves with -v7.3")
                .hasMessageContaining("save it with -v7,");
    }
}
