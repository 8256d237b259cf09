package io.zerostream.cli.options;

import io.zerostream.schemas.Durations;
import java.time.Duration;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a time above 0, as {@link Durations} has it. */
public final class DurationConverter implements ITypeConverter<Duration> {
    @Override
    public Duration convert(String text) {
        Duration value;
        try {
            value = Durations.parse(text);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(String.valueOf(e.getMessage()));
        }
        if (value.isNegative() || value.isZero()) {
            throw new TypeConversionException("'" + text + "' is not a time above 0");
        }
        return value;
    }
}
