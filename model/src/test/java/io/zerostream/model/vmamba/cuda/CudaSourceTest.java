package io.zerostream.model.vmamba.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.zerostream.model.ModelException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The kernels' source against the compilers that a machine may have; none of them needs a GPU. */
class CudaSourceTest {
    @ParameterizedTest(name = "sm_{0}, rank {1}, {2} states")
    @CsvSource({
        "80, 6, 1",
        "90, 6, 1",
        "90, 12, 1",
        "80, 24, 1",
        "90, 24, 1",
        "80, 48, 1",
        "90, 48, 1",
        "90, 3, 2",
        "80, 2, 16",
        "90, 64, 1"
    })
    void compilesWithoutAWarningOrASpilledRegister(int architecture, int rank, int states, @TempDir Path folder)
            throws IOException, InterruptedException {
        assumeTrue(HostCompiler.find("nvcc").isPresent(), "no nvcc on the search path");
        List<String> command = new ArrayList<>(List.of("nvcc", "-arch=sm_" + architecture, "-cubin"));
        command.addAll(List.of("-Werror", "all-warnings", "-Xptxas", "-warn-spills"));
        command.addAll(new KernelCode(rank, states).defines());
        command.addAll(List.of(
                "-o",
                folder.resolve("ss2d.cubin").toString(),
                HostCompiler.source(folder).toString()));

        HostCompiler.run(command);
    }

    @ParameterizedTest
    @ValueSource(ints = {80, 90, 999})
    void compilesAtRunTimeForOldNewAndUnknownGpus(int capability) {
        byte[] image = nvrtc().compile(new KernelCode(6, 1), capability);

        String start = new String(image, 0, 4, StandardCharsets.ISO_8859_1);
        if (capability == 999) {
            assertThat(new String(image, StandardCharsets.UTF_8)).contains(".entry gradients");
        } else {
            assertThat(start).as("an object file").isEqualTo("\u007fELF");
        }
    }

    @Test
    void saysWhichGpusTheCompilerKnowsWhenOneIsTooOld() {
        Nvrtc nvrtc = nvrtc();

        assertThatThrownBy(() -> nvrtc.compile(new KernelCode(6, 1), 30))
                .isInstanceOf(CudaException.class)
                .hasMessageContaining("compute capability 3.0")
                .hasMessageContaining("90");
    }

    private static Nvrtc nvrtc() {
        try {
            return NvrtcFinder.find();
        } catch (CudaException e) {
            return abort(e.getMessage());
        }
    }

    @Test
    void theTaskHasTheFieldsOfTheStructInItsOrder() {
        String source = KernelCode.source();
        String struct = source.substring(source.indexOf("struct Task {"), source.indexOf("};"));
        List<String> fields = Pattern.compile("(?m)//.*$")
                .matcher(struct)
                .replaceAll("")
                .lines()
                .skip(1)
                .flatMap(line ->
                        Pattern.compile("\\*? *(\\w+)[,;]").matcher(line).results())
                .map((MatchResult field) -> field.group(1).toUpperCase(Locale.ROOT))
                .toList();

        assertThat(fields)
                .isEqualTo(Arrays.stream(Task.Field.values()).map(Enum::name).toList());
    }

    @Test
    void theLongestChunkHasRoomInTheKernel() {
        for (KernelCode code : List.of(new KernelCode(6, 1), new KernelCode(100, 1), new KernelCode(2, 80))) {
            Sizes large = new Sizes(64, 56, 56, 192, code);

            assertThat(code.defines())
                    .contains("-DLONGEST=" + Chunks.forward(large).length());
        }
    }

    @Test
    void theSourceDrawsItsLinesWhereTheScheduleDoes() {
        assertThat(KernelCode.source())
                .contains("#define FOLDED " + Chunks.FOLDED + " ")
                .contains("#define MANY " + Schedule.MANY + " ")
                .contains("#define SEGMENTS " + KernelCode.TILE / KernelCode.GROUP + " ");
    }

    @Test
    void refusesSizesThatABlockCannotHold() {
        assertThatThrownBy(() -> new KernelCode(6, 90))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("rank 6 with 90 states");
        assertThat(new KernelCode(2, 16).steps()).isBetween(1, 15);
        assertThat(new KernelCode(6, 1).steps()).isEqualTo(16);
    }

    @Test
    void refusesMapsBeyondTheKernelsOffsets() {
        KernelCode code = new KernelCode(6, 1);

        assertThatThrownBy(() -> new Sizes(1, 4096, 4096, 192, code))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("too large for the CUDA kernels");
    }
}
