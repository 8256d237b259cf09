package io.zerostream.conformance;

import io.zerostream.conformance.internal.BlocksGroup;
import io.zerostream.conformance.internal.Cases;
import io.zerostream.conformance.internal.CrossScanGroup;
import io.zerostream.conformance.internal.Group;
import io.zerostream.conformance.internal.ImporterGroup;
import io.zerostream.conformance.internal.OfficialGroup;
import io.zerostream.conformance.internal.ResizeGroup;
import io.zerostream.conformance.internal.ScanGroup;
import io.zerostream.conformance.internal.TinyGroup;
import io.zerostream.conformance.internal.TrainGroup;
import io.zerostream.conformance.result.CaseResult;
import io.zerostream.conformance.result.ConformanceException;
import io.zerostream.conformance.result.Report;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Runs every group of reference numbers that a folder holds. One case that fails, or breaks, does not end the run. */
public final class Conformance {
    private static final Map<String, Group> GROUPS = new LinkedHashMap<>();

    static {
        GROUPS.put("scan", new ScanGroup());
        GROUPS.put("crossscan", new CrossScanGroup());
        GROUPS.put("blocks", new BlocksGroup());
        GROUPS.put("tiny", new TinyGroup());
        GROUPS.put("resize", new ResizeGroup());
        GROUPS.put("train", new TrainGroup());
        GROUPS.put("importer", new ImporterGroup());
        GROUPS.put("official", new OfficialGroup());
    }

    private Conformance() {}

    /**
     * Runs.
     *
     * @param folder one sub-folder a group
     * @param listener told of each case when it is done
     * @return all of them; a group that gave no case, or that nothing here runs, counts as failed
     * @throws ConformanceException when the folder holds no group at all, or cannot be read
     */
    public static Report run(Path folder, Consumer<CaseResult> listener) {
        List<String> present = subFolders(folder);
        if (present.stream().noneMatch(GROUPS::containsKey)) {
            throw new ConformanceException(
                    "no reference numbers in " + folder + ": it has none of the folders " + GROUPS.keySet());
        }
        List<CaseResult> results = new ArrayList<>();
        for (Map.Entry<String, Group> group : GROUPS.entrySet()) {
            if (present.contains(group.getKey())) {
                run(group.getKey(), group.getValue(), folder.resolve(group.getKey()), result -> {
                    results.add(result);
                    listener.accept(result);
                });
            }
        }
        for (String other : present) {
            if (!GROUPS.containsKey(other)) {
                CaseResult unknown = CaseResult.failed(other, other, "nothing here runs such a group");
                results.add(unknown);
                listener.accept(unknown);
            }
        }
        return Report.of(results);
    }

    private static void run(String name, Group group, Path folder, Consumer<CaseResult> sink) {
        Cases cases = new Cases(name, sink);
        cases.attempt(name, () -> group.run(folder, cases));
        if (cases.count() == 0) {
            sink.accept(CaseResult.failed(name, name, "the folder holds no case that could be run"));
        }
    }

    private static List<String> subFolders(Path folder) {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.filter(Files::isDirectory)
                    .map(path -> path.getFileName().toString())
                    .filter(name -> !name.startsWith("."))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new ConformanceException("cannot read the folder " + folder + ": " + e, e);
        }
    }
}
