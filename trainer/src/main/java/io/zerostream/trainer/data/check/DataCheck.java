package io.zerostream.trainer.data.check;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.zerostream.trainer.TrainerException;
import io.zerostream.trainer.data.Finding;
import io.zerostream.trainer.data.Findings;
import io.zerostream.trainer.data.Split;
import io.zerostream.trainer.data.ZeroShotDataSet;
import io.zerostream.trainer.data.format.DataSets;
import io.zerostream.trainer.data.format.FlagsSet;
import io.zerostream.trainer.flags.FlagsDataSet;
import io.zerostream.trainer.internal.Jsons;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What is wrong with a data set. Every picture is opened, several at a time, none is kept.
 *
 * @param dataSet name, or what was asked for when nothing could be read
 * @param layout which layout it has; empty when none
 * @param counts classes and pictures, by what they are of
 * @param findings errors first
 */
public record DataCheck(String dataSet, String layout, Map<String, Integer> counts, List<Finding> findings) {

    /** Looks at everything. What is wrong, the layout included, becomes a finding; nothing is thrown. */
    public static DataCheck of(String nameOrFolder) {
        if (nameOrFolder.equals(FlagsDataSet.NAME)) {
            return of(FlagsSet.make(), "drawn views", List.of());
        }
        try {
            DataSets.Reading reading = DataSets.read(Path.of(nameOrFolder));
            return of(reading.data(), reading.layout(), reading.findings());
        } catch (TrainerException e) {
            Findings findings = new Findings();
            findings.error(Finding.Kind.LAYOUT, nameOrFolder, String.valueOf(e.getMessage()));
            return new DataCheck(nameOrFolder, "", Map.of(), findings.all());
        }
    }

    private static DataCheck of(ZeroShotDataSet data, String layout, List<Finding> read) {
        Findings findings = new Findings();
        ClassCheck.check(data, findings);
        ListCheck.check(data, findings);
        PictureCheck.check(data, findings);
        List<Finding> all = new ArrayList<>(read);
        all.addAll(findings.all());
        all.sort(Comparator.comparing(Finding::severity)
                .thenComparing(Finding::kind)
                .thenComparing(Finding::where));
        Map<String, Integer> counts = new LinkedHashMap<>();
        counts.put("attributes", data.space().size());
        counts.put("seen classes", data.classes(true).size());
        counts.put("unseen classes", data.classes(false).size());
        counts.put("validation folds", data.validationFolds().size());
        for (Split split : Split.values()) {
            if (data.has(split)) {
                counts.put(split.listName() + " pictures", data.pictures(split).size());
            }
        }
        return new DataCheck(data.name(), layout, counts, all);
    }

    /** How many findings are errors. */
    public long errors() {
        return findings.stream()
                .filter(f -> f.severity() == Finding.Severity.ERROR)
                .count();
    }

    /** As indented JSON. */
    public String toJson() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("data_set", dataSet);
        json.put("layout", layout);
        json.put("counts", counts);
        json.put("errors", errors());
        json.put("warnings", findings.size() - errors());
        json.put("findings", findings);
        try {
            return Jsons.MAPPER.writeValueAsString(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("maps and records are always JSON", e);
        }
    }
}
