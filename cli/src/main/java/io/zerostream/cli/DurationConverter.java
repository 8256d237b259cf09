package io.zerostream.cli;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads {@code 90s}, {@code 5m}, {@code 1h} and ISO durations. */
final class DurationConverter implements ITypeConverter<Duration> {
    @Override
    public Duration convert(String text) {
        String upper = text.toUpperCase(Locale.ROOT);
        try {
            Duration value = Duration.parse(upper.startsWith("P") ? upper : "PT" + upper);
            if (value.isNegative() || value.isZero()) {
                throw new TypeConversionException("'" + text + "' is not a time above 0");
            }
            return value;
        } catch (DateTimeParseException e) {
            throw new TypeConversionException("'" + text + "' is not a time: write for example 90s, 5m or 1h");
        }
    }
}
