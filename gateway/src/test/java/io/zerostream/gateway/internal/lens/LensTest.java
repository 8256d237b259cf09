package io.zerostream.gateway.internal.lens;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.zerostream.gateway.config.LensLimits;
import io.zerostream.gateway.internal.http.Pictures;
import io.zerostream.gateway.internal.registry.Flags;
import io.zerostream.gateway.internal.registry.ModelRegistryView;
import io.zerostream.gateway.internal.registry.Refusal;
import io.zerostream.gateway.internal.registry.RefusedException;
import io.zerostream.model.checkpoint.Checkpoint;
import io.zerostream.model.image.ImageLimits;
import io.zerostream.model.image.ImagePreprocessor;
import io.zerostream.model.inference.ZeroShotModel;
import io.zerostream.schemas.AvroTrust;
import io.zerostream.schemas.RegistryKeys;
import io.zerostream.schemas.SchemaRegistryException;
import io.zerostream.schemas.avro.ModelRegistryRecord;
import io.zerostream.schemas.avro.ModelVersion;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** With real networks, whose bytes come from a map in the place of Kafka. */
class LensTest {
    static {
        AvroTrust.trustOurClasses();
    }

    private static final Duration LONG = Duration.ofMinutes(5);

    private final ModelRegistryView models = new ModelRegistryView();
    private final Map<String, byte[]> tensors = new HashMap<>();
    private final List<String> opened = new ArrayList<>();
    private final byte[] picture = Pictures.flag(1);
    private Lens lens = lens(LensLimits.defaults());

    @AfterEach
    void close() {
        lens.close();
    }

    private Lens lens(LensLimits limits) {
        return lens(limits, version -> {
            opened.add(version.getVersion());
            return Networks.open(version, tensors.get(version.getVersion()));
        });
    }

    private Lens lens(LensLimits limits, ModelOpener opener) {
        return new Lens(limits, models, opener, ImageLimits.defaults());
    }

    private void again(LensLimits limits, ModelOpener opener) {
        lens.close();
        lens = lens(limits, opener);
    }

    private ModelVersion publish(Checkpoint checkpoint) {
        ModelVersion version = Networks.version(checkpoint);
        tensors.put(version.getVersion(), checkpoint.tensors());
        publish(version);
        return version;
    }

    private void publish(ModelVersion version) {
        models.apply(
                RegistryKeys.modelVersion(version.getName(), version.getVersion()), new ModelRegistryRecord(version));
    }

    private AbstractThrowableAssert<?, ?> refused(Refusal refusal) {
        return assertThatThrownBy(() -> lens.embed("toy", "1", picture))
                .isInstanceOfSatisfying(
                        RefusedException.class, e -> assertThat(e.refusal()).isEqualTo(refusal));
    }

    @Test
    void vectorsAreThoseOfTheModelAfterTheJobsDecoding() throws Exception {
        ModelVersion version = publish(Networks.checkpoint("1", 1));
        float[] expected;
        try (ZeroShotModel model = Networks.open(version, tensors.get("1"))) {
            byte[] pixels = new ImagePreprocessor(ImageLimits.defaults())
                    .decode(picture, 32, 32)
                    .pixels();
            expected = model.embed(pixels, 1);
        }

        assertThat(lens.embed("toy", "1", picture)).hasSize(36).isEqualTo(expected);
    }

    @Test
    void oneModelIsOpenAtATimeAndStaysAsLongAsItIsAsked() {
        publish(Networks.checkpoint("1", 1));
        publish(Networks.checkpoint("2", 2));
        assertThat(lens.isOpen()).isFalse();

        float[] first = lens.embed("toy", "1", picture);
        assertThat(lens.embed("toy", "1", picture)).isEqualTo(first);
        assertThat(lens.embed("toy", "2", picture)).isNotEqualTo(first);
        assertThat(lens.embed("toy", "1", picture)).isEqualTo(first);

        assertThat(opened).containsExactly("1", "2", "1");
        lens.close();
        assertThat(lens.isOpen()).isFalse();
        refused(Refusal.BUSY).hasMessageContaining("closed");
    }

    @Test
    void aModelThatNobodyAsksIsClosedAndOpenedAgain() {
        publish(Networks.checkpoint("1", 1));
        again(new LensLimits(1 << 28, Duration.ofMillis(50), 4, LONG), version -> {
            opened.add(version.getVersion());
            return Networks.open(version, tensors.get("1"));
        });
        float[] first = lens.embed("toy", "1", picture);

        await().until(() -> !lens.isOpen());
        assertThat(lens.embed("toy", "1", picture)).isEqualTo(first);
        assertThat(opened).containsExactly("1", "1");
    }

    /** Each try may read hundreds of megabytes, and who asks about other versions waits meanwhile. */
    @Test
    void whatCouldNotBeOpenedIsNotTriedAgainAtEachQuestion() {
        publish(Networks.checkpoint("1", 1));
        publish(Networks.checkpoint("2", 2));
        tensors.get("1")[tensors.get("1").length - 1] ^= 1;
        lens.embed("toy", "2", picture);
        refused(Refusal.MODEL_UNREADABLE).hasMessageContaining("SHA-256");
        refused(Refusal.MODEL_UNREADABLE).hasMessageContaining("SHA-256");
        lens.embed("toy", "2", picture);
        refused(Refusal.MODEL_UNREADABLE).hasMessageContaining("SHA-256");

        assertThat(opened).containsExactly("2", "1", "2");
    }

    @Test
    void aMissingRightIsNotTakenForKafkaBeingAway() {
        publish(Networks.checkpoint("1", 1));
        again(LensLimits.defaults(), version -> {
            throw new TopicAuthorizationException("Not authorized to access topics: [model-chunks]");
        });
        refused(Refusal.MODEL_UNREADABLE).hasMessageContaining("Not authorized to access topics: [model-chunks]");
    }

    @Test
    void whatCannotBeLookedIntoIsNamed() {
        refused(Refusal.MODEL_REMOVED).hasMessage("model toy 1 is not published (any more)");

        ModelVersion version = publish(Networks.checkpoint("1", 1));
        tensors.get("1")[tensors.get("1").length - 1] ^= 1;
        refused(Refusal.MODEL_UNREADABLE).hasMessageContaining("SHA-256");
        assertThat(lens.isOpen()).isFalse();

        publish(ModelVersion.newBuilder(version)
                .setUri("s3://there")
                .setChunks(0)
                .build());
        refused(Refusal.MODEL_UNREADABLE).hasMessageContaining("at an address, and the gateway follows none");

        publish(ModelVersion.newBuilder(version)
                .setSize(1L << 29)
                .setChunks(1000)
                .build());
        refused(Refusal.MODEL_TOO_LARGE).hasMessageContaining("has 536870912 bytes; this gateway opens at most ");

        again(new LensLimits(0, LONG, 1, LONG), v -> Networks.open(v, tensors.get("1")));
        refused(Refusal.LENS_OFF);

        publish(version);
        again(LensLimits.defaults(), v -> {
            throw new SchemaRegistryException("it is away", 503);
        });
        refused(Refusal.KAFKA_AWAY).hasMessageContaining("it is away");
    }

    @Test
    void aPictureThatIsNoneHarmsNobody() {
        publish(Networks.checkpoint("1", 1));
        assertThatThrownBy(() -> lens.embed("toy", "1", new byte[] {1, 2, 3}))
                .isInstanceOfSatisfying(
                        RefusedException.class, e -> assertThat(e.refusal()).isEqualTo(Refusal.UNDECODABLE_PICTURE));
        assertThatThrownBy(() -> lens.embed("toy", "1", Pictures.sized(9000, 9000)))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("pixels");

        assertThat(lens.embed("toy", "1", picture)).hasSize(36);
    }

    @Test
    void moreThanMayWaitAreAskedToComeAgainAndSoIsWhoWaitsTooLong() throws Exception {
        publish(SeeingModel.version("toy", "1"));
        CountDownLatch working = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        again(new LensLimits(1 << 28, LONG, 1, LONG), version -> {
            working.countDown();
            await().until(() -> go.getCount() == 0);
            return SeeingModel.likeJapan(version);
        });
        CompletableFuture<float[]> first = CompletableFuture.supplyAsync(() -> lens.embed("toy", "1", picture));
        working.await();
        CompletableFuture<float[]> second = CompletableFuture.supplyAsync(() -> lens.embed("toy", "1", picture));
        // whoever of the two comes last is refused
        await().untilAsserted(() -> refused(Refusal.BUSY).hasMessageContaining("wait already"));
        go.countDown();
        assertThat(first.get()).hasSize(Flags.ATTRIBUTES.size());
        assertThat(second.get()).hasSize(Flags.ATTRIBUTES.size());
        assertThat(lens.embed("toy", "1", picture)).as("places are given back").hasSize(36);

        again(new LensLimits(1 << 28, LONG, 1, Duration.ofMillis(20)), version -> {
            await().until(Thread.currentThread()::isInterrupted);
            throw new IllegalStateException("ended");
        });
        refused(Refusal.BUSY).hasMessageContaining("within 0 s").satisfies(e -> assertThat(
                        ((RefusedException) e).retryAfterSeconds())
                .isPositive());
    }
}
