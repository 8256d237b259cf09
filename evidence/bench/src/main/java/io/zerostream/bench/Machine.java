package io.zerostream.bench;

import ai.djl.Device;
import ai.djl.engine.Engine;
import io.zerostream.model.image.ImagePreprocessor;
import io.zerostream.model.vmamba.Kernels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;

/** What a measurement was made on, as pairs of name and value for people. */
public final class Machine {
    private static final Path CPU = Path.of("/proc/cpuinfo");

    private Machine() {}

    /** Processor, cores, system, and the versions that matter. */
    public static Map<String, String> describe() {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("processor", processor());
        facts.put("cores", String.valueOf(Runtime.getRuntime().availableProcessors()));
        facts.put("system", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
        facts.put("Java", Runtime.version() + " (" + System.getProperty("java.vendor") + ")");
        facts.put("PyTorch", Engine.getEngine("PyTorch").getVersion());
        facts.put("DJL", Engine.getDjlVersion());
        facts.put("scan", Kernels.describe(Device.cpu()));
        facts.put("pictures", ImagePreprocessor.describe());
        return facts;
    }

    private static String processor() {
        if (Files.isReadable(CPU)) {
            try (Stream<String> lines = Files.lines(CPU)) {
                return lines.filter(line -> line.startsWith("model name"))
                        .map(line -> line.substring(line.indexOf(':') + 1).trim())
                        .findFirst()
                        .orElse("unknown");
            } catch (IOException e) {
                return "unknown (" + e.getMessage() + ")";
            }
        }
        return "unknown";
    }
}
