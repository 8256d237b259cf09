package io.zerostream.model.vmamba.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.pytorch.jni.LibUtils;
import com.sun.jna.Platform;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NvrtcFinderTest {
    private static final String GIVEN = System.getProperty(NvrtcFinder.PROPERTY, "");

    @BeforeEach
    @AfterEach
    void asGiven() {
        if (GIVEN.isEmpty()) {
            System.clearProperty(NvrtcFinder.PROPERTY);
        } else {
            System.setProperty(NvrtcFinder.PROPERTY, GIVEN);
        }
    }

    @Test
    void takesTheCompilerAndNeitherItsSecondLibraryNorItsAlternative(@TempDir Path folder) throws Exception {
        for (String name : new String[] {
            "libnvrtc.so",
            "libnvrtc.so.12",
            "libnvrtc-672ee683.so.11.2",
            "libnvrtc-b51b459d.so.12",
            "nvrtc64_120_0.dll",
            "libnvrtc-builtins.so",
            "libnvrtc-builtins.so.12.8",
            "libnvrtc-builtins-2dc4bf68.so.11.8",
            "libnvrtc-builtins.alt.so.12.8",
            "libnvrtc.alt.so.12",
            "nvrtc64_120_0.alt.dll",
            "nvrtc-builtins64_128.dll",
            "libnvrtc_static.a",
            "libtorch_cuda.so"
        }) {
            Files.createFile(folder.resolve(name));
        }

        assertThat(NvrtcFinder.compilers(folder))
                .extracting(path -> Path.of(path).getFileName().toString())
                .containsExactlyInAnyOrder(
                        "libnvrtc.so",
                        "libnvrtc.so.12",
                        "libnvrtc-672ee683.so.11.2",
                        "libnvrtc-b51b459d.so.12",
                        "nvrtc64_120_0.dll");
    }

    /** A library that loads but has not the compiler's functions, as the compiler's second library has not. */
    @Test
    void aLibraryThatIsNoCompilerIsRefusedByName() {
        Assumptions.assumeTrue(Platform.isLinux());
        Engine.getEngine("PyTorch");
        String library = Path.of(LibUtils.getLibtorchPath(), "libc10.so").toString();
        System.setProperty(NvrtcFinder.PROPERTY, library);

        assertThatThrownBy(NvrtcFinder::find)
                .isInstanceOf(CudaException.class)
                .hasMessageContaining(library)
                .hasMessageContaining("nvrtcVersion");
        assertThat(CudaLibrary.isAvailable(Device.gpu(97))).isFalse();
        assertThat(CudaLibrary.describe(Device.gpu(97))).contains(library, "tensor operations are used");
    }
}
