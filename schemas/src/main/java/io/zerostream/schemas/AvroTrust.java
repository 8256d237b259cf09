package io.zerostream.schemas;

import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.avro.util.ClassSecurityValidator;
import org.apache.avro.util.ClassSecurityValidator.ClassSecurityPredicate;

/**
 * Tells Avro that it may build our generated records. Since 1.12.2 Avro refuses classes that nobody vouched for; whatever
 * was trusted before stays trusted.
 */
public final class AvroTrust {
    private static final String OUR_RECORDS = "io.zerostream.schemas.avro.";
    private static final AtomicBoolean DONE = new AtomicBoolean();

    private AvroTrust() {}

    /** Does it once per class loader; further calls do nothing. */
    public static void trustOurClasses() {
        if (DONE.compareAndSet(false, true)) {
            ClassSecurityPredicate before = ClassSecurityValidator.getGlobal();
            ClassSecurityPredicate ours = type -> type.getName().startsWith(OUR_RECORDS);
            ClassSecurityValidator.setGlobal(ClassSecurityValidator.composite(before, ours));
        }
    }
}
