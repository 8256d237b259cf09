package io.zerostream.model.vmamba.cuda;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.zerostream.model.vmamba.cuda.Schedule.Addresses;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes what {@code evidence/bench/gpu/check.py} runs beside PyTorch: the kernels' text and, for each stage of VMamba-Small at 224 and
 * 448, the launches of {@link Schedule}. So that the rule of how work is cut is told in one place, an address is
 * {@code array << 48 | byte}: the number of an array in {@link #ARRAYS} and an offset in it.
 */
final class SchedulePlans {
    private static final int SHIFT = 48;
    private static final List<String> ARRAYS = List.of(
            "none", "x", "p", "weight", "bias", "decay", "skip", "y", "dy", "dx", "dp", "dweight", "dbias", "ddecay",
            "dskip", "scratch");

    private record Recorder(int multiprocessors, List<Map<String, Object>> launches) implements Launcher {
        @Override
        public void launch(KernelCode code, String kernel, int[] grid, Task task) {
            launches.add(Map.of("kernel", kernel, "grid", grid, "task", task.values()));
        }
    }

    private SchedulePlans() {}

    /** @param args folder to write to, multiprocessors of the GPU */
    public static void main(String[] args) throws IOException {
        Path folder = Path.of(args[0]);
        Files.writeString(folder.resolve("ss2d.cu"), KernelCode.source());
        List<Map<String, Object>> plans = new ArrayList<>();
        for (int side : new int[] {56, 112}) {
            for (int stage = 0; stage < 4; stage++) {
                for (int pictures : new int[] {1, 2, 8, 32}) {
                    Sizes sizes = new Sizes(
                            pictures, side >> stage, side >> stage, 192L << stage, new KernelCode(6 << stage, 1));
                    plans.add(plan(sizes, Integer.parseInt(args[1])));
                }
            }
        }
        new ObjectMapper().writeValue(folder.resolve("plans.json").toFile(), Map.of("arrays", ARRAYS, "plans", plans));
    }

    private static Map<String, Object> plan(Sizes sizes, int multiprocessors) {
        Recorder forward = new Recorder(multiprocessors, new ArrayList<>());
        Recorder backward = new Recorder(multiprocessors, new ArrayList<>());
        Addresses in = new Addresses(at("x"), at("p"), at("weight"), at("bias"), at("decay"), at("skip"));
        Addresses out = new Addresses(at("dx"), at("dp"), at("dweight"), at("dbias"), at("ddecay"), at("dskip"));
        new Schedule(sizes, forward).forward(in, at("y"), at("scratch"));
        new Schedule(sizes, backward).backward(in, at("dy"), out, at("scratch"));
        Map<String, Object> plan = new LinkedHashMap<>();
        plan.put("pictures", sizes.pictures());
        plan.put("side", sizes.height());
        plan.put("channels", sizes.channels());
        plan.put("rank", sizes.code().rank());
        plan.put("states", sizes.code().states());
        plan.put("defines", sizes.code().defines());
        plan.put("threads", KernelCode.TILE);
        plan.put("forward", steps(new Schedule(sizes, forward).forwardScratch(), forward));
        plan.put("backward", steps(new Schedule(sizes, backward).backwardScratch(), backward));
        return plan;
    }

    private static Map<String, Object> steps(long scratch, Recorder recorder) {
        return Map.of("scratch", scratch, "launches", recorder.launches());
    }

    private static long at(String array) {
        return (long) ARRAYS.indexOf(array) << SHIFT;
    }
}
