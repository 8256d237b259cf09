package io.zerostream.cli;

import ai.djl.Device;
import ai.djl.engine.Engine;
import io.zerostream.cli.client.Home;
import io.zerostream.model.image.ImageInput;
import io.zerostream.model.image.ImagePreprocessor;
import io.zerostream.model.inference.ZeroShotModel;
import io.zerostream.model.inference.ZeroShotModels;
import io.zerostream.model.vmamba.Kernels;
import io.zerostream.trainer.flags.run.FlagsCheckpoint;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Says what this machine has and whether the model runs on it. */
@Command(
        name = "doctor",
        description = "Check this machine: Java, memory, disk, PyTorch, the bundled model.",
        mixinStandardHelpOptions = true)
final class DoctorCommand implements Callable<Integer> {
    private static final long MIB = 1024L * 1024;
    private static final int BATCH = 8;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        Home home = Home.current().prepared();
        Runtime runtime = Runtime.getRuntime();
        out.printf(
                "Java        %s (%s), %d processors, heap up to %d MiB%n",
                Runtime.version(),
                System.getProperty("java.vendor"),
                runtime.availableProcessors(),
                runtime.maxMemory() / MIB);
        out.printf(
                "Home        %s, %d MiB free%n",
                home.path(), Files.getFileStore(home.path()).getUsableSpace() / MIB);
        Engine engine = Engine.getEngine("PyTorch");
        out.printf("PyTorch     %s, %d GPUs%n", engine.getVersion(), engine.getGpuCount());
        out.println("Scan        " + Kernels.describe(Device.cpu()));
        out.println("Pictures    " + ImagePreprocessor.describe());
        try (ZeroShotModel model = ZeroShotModels.open(FlagsCheckpoint.bundled(), Device.cpu())) {
            ImageInput input = model.input();
            byte[] pictures = new byte[BATCH * input.bytes()];
            model.embed(pictures, BATCH);
            long start = System.nanoTime();
            model.embed(pictures, BATCH);
            out.printf(
                    "Model       %s %s: %d pictures of %d×%d in %.1f ms%n",
                    model.manifest().name(),
                    model.manifest().version(),
                    BATCH,
                    input.height(),
                    input.width(),
                    (System.nanoTime() - start) / 1e6);
        }
        out.flush();
        return 0;
    }
}
