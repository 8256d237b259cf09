package io.zerostream.gateway.internal.letters;

import io.zerostream.schemas.avro.DeadLetter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/**
 * Names a dead letter by where the record is that it is about, {@code topic-partition-offset}: the same at every gateway
 * and after every restart. The header {@link #HEADER} of a picture that is sent again says of which letter it is.
 */
public final class RetryMark {
    /** Header of a record on {@code images} that was sent again. */
    public static final String HEADER = "zerostream-retry";

    private static final Pattern ID = Pattern.compile("[\\w.-]{1,249}-\\d{1,10}-\\d{1,19}");
    private static final Pattern QUOTED = Pattern.compile("\"(" + ID.pattern() + ")\"");

    private RetryMark() {}

    /** Name of a letter. */
    public static String of(DeadLetter letter) {
        return letter.getTopic() + '-' + letter.getPartition() + '-' + letter.getOffset();
    }

    /** The letter that a record was sent again for; empty when it says none, or something that is none. */
    public static Optional<String> of(Headers headers) {
        Header header = headers.lastHeader(HEADER);
        if (header == null || header.value() == null) {
            return Optional.empty();
        }
        return Optional.of(new String(header.value(), StandardCharsets.UTF_8)).filter(RetryMark::isOne);
    }

    /** The letters that an entry of the audit about {@link LetterRetry#ACTION} names. */
    public static List<String> named(String entry) {
        return QUOTED.matcher(entry).results().map(found -> found.group(1)).toList();
    }

    /** Whether it can be the name of a letter. */
    static boolean isOne(String text) {
        return ID.matcher(text).matches();
    }

    /** Puts the name of a letter into the headers of the record that is sent again for it. */
    public static Headers mark(Headers headers, String letter) {
        return headers.add(HEADER, letter.getBytes(StandardCharsets.UTF_8));
    }
}
