package io.zerostream.schemas.registry;

import io.zerostream.schemas.avro.ClassPrototype;
import io.zerostream.schemas.avro.ClassRegistryRecord;
import io.zerostream.schemas.avro.ClassSet;
import io.zerostream.schemas.avro.Deployment;
import io.zerostream.schemas.avro.ModelRegistryRecord;
import io.zerostream.schemas.avro.ModelVersion;
import io.zerostream.schemas.avro.SemanticSpace;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * About how many bytes a record takes in memory. The same in every program, whatever its JVM, so that all agree on when a
 * registry is full.
 */
final class RecordSize {
    private static final long RECORD = 200;
    private static final long TEXT = 48;

    private RecordSize() {}

    static long of(ClassRegistryRecord record) {
        Object entry = record.getEntry();
        if (entry instanceof ClassPrototype p) {
            return RECORD
                    + text(p.getSpace())
                    + text(p.getName())
                    + text(p.getAuthor())
                    + text(p.getNote())
                    + (long) Float.BYTES * p.getVector().size();
        } else if (entry instanceof ClassSet s) {
            return RECORD + text(s.getName()) + text(s.getSpace()) + text(s.getAuthor()) + texts(s.getMembers());
        }
        SemanticSpace s = (SemanticSpace) entry;
        long values = s.getWordVectors().stream().mapToLong(List::size).sum();
        return RECORD
                + text(s.getName())
                + texts(s.getAttributes())
                + TEXT * s.getWordVectors().size()
                + Float.BYTES * values;
    }

    static long of(ModelRegistryRecord record) {
        Object entry = record.getEntry();
        if (entry instanceof ModelVersion v) {
            return RECORD
                    + text(v.getName())
                    + text(v.getVersion())
                    + text(v.getManifest())
                    + text(v.getAuthor())
                    + text(v.getUri())
                    + texts(v.getMetrics().keySet());
        }
        Deployment d = (Deployment) entry;
        return RECORD
                + text(d.getName())
                + text(d.getAuthor())
                + texts(d.getSourceClassSets().keySet())
                + texts(d.getSourceClassSets().values());
    }

    private static long text(@Nullable String text) {
        return text == null ? 0 : TEXT + text.length();
    }

    private static long texts(Collection<String> texts) {
        return texts.stream().mapToLong(RecordSize::text).sum();
    }
}
