package io.zerostream.job.replay;

import io.zerostream.job.internal.control.ControlRecord;
import io.zerostream.job.internal.control.KafkaRegistryReader;
import io.zerostream.job.internal.control.RegistryReader;
import io.zerostream.schemas.KafkaConnection;
import io.zerostream.schemas.RegistryKeys;
import io.zerostream.schemas.avro.Deployment;
import io.zerostream.schemas.avro.ModelRegistryRecord;
import java.time.Clock;
import java.util.List;
import java.util.Map;

/** Looks up on Kafka what a request means, before anything runs. Starts nothing and writes nothing. */
public final class ReplayPlanner {
    private ReplayPlanner() {}

    /**
     * Settles a request.
     *
     * @throws ReplayException when the set, its revision or the model is not there (naming what is), when they do not fit
     *     together, or when the range holds no picture
     * @throws RuntimeException as the Kafka client or the schema registry reports that it is away
     */
    public static ReplayPlan plan(KafkaConnection kafka, ReplayRequest request) {
        RegistryReader registries = new KafkaRegistryReader(kafka);
        try {
            PinnedSet set = PinnedSet.of(registries.readClasses().records(), request.classSet(), request.revision());
            PinnedVersion version =
                    PinnedVersion.of(registries.readModels().records(), request.model(), request.deployment());
            set.requireSpaceOf(version);
            PictureRange range = PictureRange.of(kafka, request.from(), request.to());
            return new ReplayPlan(
                    range.from(),
                    range.to(),
                    range.oldest(),
                    set.set(),
                    version.version(),
                    set.records(),
                    List.of(version.record(), deployment(set, version)));
        } catch (ReplayException e) {
            throw e;
        } catch (Exception e) {
            // the reader's interface declares Exception
            throw new ReplayException("the registries cannot be read: " + e.getMessage(), e);
        }
    }

    private static ControlRecord deployment(PinnedSet set, PinnedVersion version) {
        Deployment deployment = new Deployment(
                ReplayPlan.DEPLOYMENT,
                1L,
                version.version().getName(),
                version.version().getVersion(),
                set.set().getName(),
                Map.of(),
                null,
                null,
                0f,
                Clock.systemUTC().instant(),
                "");
        return ControlRecord.ofModels(
                version.record().offset() + 1,
                RegistryKeys.deployment(ReplayPlan.DEPLOYMENT),
                new ModelRegistryRecord(deployment));
    }
}
