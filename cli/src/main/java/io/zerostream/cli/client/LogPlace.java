package io.zerostream.cli.client;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Where a process writes its log. Only what runs for long can have it on standard output, where the platform that runs it
 * looks: commands speak to people and programs there.
 */
public enum LogPlace {
    /** A file in the home. */
    FILE,
    /** Standard output, lines for people. */
    TEXT,
    /** Standard output, a JSON object a line. */
    JSON;

    /** The variable that says it, in small letters. */
    public static final String VARIABLE = "ZEROSTREAM_LOG";

    /** What {@code log4j2.xml} looks at. */
    private static final String PROPERTY = "zerostream.log";

    private static final List<List<String>> SERVICES = List.of(List.of("gateway"), List.of("cameras", "run"));

    /**
     * That of a command.
     *
     * @param args its name and options
     * @throws UserException when the variable says something else
     */
    public static LogPlace of(String[] args, Map<String, String> environment) {
        String said = environment.getOrDefault(VARIABLE, "");
        if (said.isBlank()) {
            return FILE;
        }
        LogPlace wanted = Arrays.stream(values())
                .filter(place -> place.word().equals(said.trim()))
                .findFirst()
                .orElseThrow(() -> new UserException(VARIABLE + " is '" + said + "'; it can be "
                        + Arrays.stream(values()).map(LogPlace::word).collect(Collectors.joining(", "))));
        List<String> words = List.of(args);
        boolean service = SERVICES.stream()
                .anyMatch(name -> words.size() >= name.size()
                        && words.subList(0, name.size()).equals(name));
        return service ? wanted : FILE;
    }

    /** Has the logging system, which must not have begun yet, write there. */
    public void use() {
        System.setProperty(PROPERTY, word());
    }

    /** Whether this process logs to standard output: then nothing else is to be printed there. */
    public static boolean isStandardOutput() {
        return !System.getProperty(PROPERTY, FILE.word()).equals(FILE.word());
    }

    private String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
