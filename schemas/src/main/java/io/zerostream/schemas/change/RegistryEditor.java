package io.zerostream.schemas.change;

import io.zerostream.schemas.KafkaConnection;
import io.zerostream.schemas.Topics;
import io.zerostream.schemas.avro.ClassRegistryRecord;
import io.zerostream.schemas.avro.ModelRegistryRecord;
import io.zerostream.schemas.registry.Refusal;
import io.zerostream.schemas.registry.RegistryWriter;
import io.zerostream.schemas.registry.RegistryWriter.Planned;
import io.zerostream.schemas.registry.RegistryWriter.Written;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Who changes the registries, and with how much patience. Each change is written by a writer of its own.
 *
 * @param author as records carry it
 * @param clock dates records
 * @param patience as of {@link RegistryWriter}
 */
public record RegistryEditor(KafkaConnection kafka, String author, Clock clock, Duration patience) {

    /** As records carry it. */
    Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    <R> Written<R> models(Supplier<Planned<ModelRegistryRecord, R>> plan) {
        return RegistryWriter.once(kafka, Topics.MODEL_REGISTRY, ModelRegistryRecord.class, patience, plan);
    }

    <R> Written<R> classes(Supplier<Planned<ClassRegistryRecord, R>> plan) {
        return RegistryWriter.once(kafka, Topics.CLASS_REGISTRY, ClassRegistryRecord.class, patience, plan);
    }

    /** What job and gateway would refuse is not written. */
    static void requireTaken(@Nullable Refusal refusal) {
        if (refusal != null) {
            throw new ChangeRefusedException("nothing was changed: " + refusal.message());
        }
    }
}
