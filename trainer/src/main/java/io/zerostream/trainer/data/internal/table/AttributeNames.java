package io.zerostream.trainer.data.internal.table;

import io.zerostream.trainer.data.Findings;
import io.zerostream.trainer.data.matlab.MatlabFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/** Attributes in files that hold nothing else. */
public final class AttributeNames {
    private static final String NUMBER = "^\\d+\\s+";

    private AttributeNames() {}

    /**
     * One a line, or SUN's MATLAB file. Lines may be counted, as in "1 has_bill_shape::dagger"; a number that does not count
     * them belongs to the name, as in "4 legs".
     */
    public static List<String> read(Path file, Findings findings) {
        if (file.toString().endsWith(".mat")) {
            return MatlabFile.read(file, Set.of("attributes")).strings("attributes");
        }
        List<String> lines = Texts.lines(file, findings);
        return isCounted(lines)
                ? lines.stream().map(line -> line.replaceFirst(NUMBER, "")).toList()
                : lines;
    }

    private static boolean isCounted(List<String> lines) {
        return IntStream.of(0, 1).anyMatch(first -> IntStream.range(0, lines.size())
                .allMatch(i -> lines.get(i).matches("0*" + (first + i) + "\\s+\\S.*")));
    }
}
