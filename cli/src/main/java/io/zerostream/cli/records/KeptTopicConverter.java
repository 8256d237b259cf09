package io.zerostream.cli.records;

import io.zerostream.model.matching.NearestNames;
import io.zerostream.schemas.Topics;
import java.util.List;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads the name of a topic that keeps its records for a time; those that keep the newest of each key are none. */
final class KeptTopicConverter implements ITypeConverter<String> {
    private static final List<String> NAMES = Topics.ALL.stream()
            .filter(topic -> !topic.compacted())
            .map(Topics.Topic::name)
            .toList();

    @Override
    public String convert(String name) {
        if (NAMES.contains(name)) {
            return name;
        }
        List<String> nearest = NearestNames.to(name, NAMES).stream().limit(1).toList();
        throw new TypeConversionException("'" + name + "' is no topic that keeps its records for a time; "
                + NearestNames.hint(nearest, "those are " + String.join(", ", NAMES)));
    }
}
