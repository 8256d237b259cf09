package io.zerostream.job.internal.classify;

import static org.assertj.core.api.Assertions.assertThat;

import io.zerostream.job.internal.control.Registry;
import io.zerostream.schemas.avro.DeadLetter;
import io.zerostream.schemas.avro.Deployment;
import io.zerostream.schemas.avro.ZeroShotLabel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The job's first promise, under random interleavings of everything that can happen to the operator. */
@Timeout(120)
class EveryPictureEndsOnceTest {
    private static final int STEPS = 400;
    private static final List<String> COLOURS = List.of("red", "green", "blue");

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void everyPictureEndsExactlyOnceAsLabelOrDeadLetter(long seed) throws Exception {
        Random random = new Random(seed);
        Registry registry = new Registry();
        TestRegistries registries = new TestRegistries();
        registries.add(registry.everything("colours"));
        TestModels models = new TestModels();
        List<String> sent = new ArrayList<>();
        try (OperatorHarness harness = new OperatorHarness(registries, models, null)) {
            harness.untilServing();
            long revision = 1;
            long watermark = 0;
            for (int step = 0; step < STEPS; step++) {
                switch (random.nextInt(12)) {
                    case 0 -> harness.barrier();
                    case 1 -> harness.advance(Duration.ofMillis(random.nextInt(120)));
                    case 2 -> harness.watermark(watermark += random.nextInt(20));
                    case 3 -> {
                        revision++;
                        harness.control(
                                registry.put(Registry.set("colours", revision, COLOURS.get(random.nextInt(3)))));
                    }
                    case 4 -> {
                        String version = "v" + (1 + random.nextInt(3));
                        revision++;
                        harness.control(registry.put(Registry.version(version)));
                        Deployment deployment = Registry.deployment(revision, version, "colours");
                        if (random.nextBoolean()) {
                            deployment = Registry.withCanary(deployment, "v1", random.nextFloat());
                        }
                        if (random.nextBoolean()) {
                            deployment = Registry.withShadow(deployment, "v1");
                        }
                        harness.control(registry.put(deployment));
                    }
                    default -> {
                        String id = "p" + step;
                        sent.add(id);
                        harness.picture(
                                switch (random.nextInt(20)) {
                                    case 0 -> Pictures.poisonous(id);
                                    case 1 -> Pictures.of(id, "red", "no-such-set", 2);
                                    default ->
                                        Pictures.of(id, COLOURS.get(random.nextInt(3)), null, 1 + random.nextInt(3));
                                },
                                watermark + random.nextInt(50));
                    }
                }
            }
            harness.endInput();

            List<String> ended = new ArrayList<>(harness.labelled());
            harness.deadLetters().stream().map(DeadLetter::getEventId).forEach(ended::add);
            assertThat(ended).containsExactlyInAnyOrderElementsOf(sent);
            sent.retainAll(Set.copyOf(harness.labelled()));
            assertThat(harness.labelled()).as("in the order of the pictures").isEqualTo(sent);
            assertThat(sent)
                    .as("shadow labels are of pictures that have a label, each once")
                    .containsAll(shadowed(harness));
            assertThat(shadowed(harness)).doesNotHaveDuplicates();
            assertNoLabelIsLate(harness.output(), ended.size());
        }
        assertThat(models.all).allMatch(model -> model.closed);
    }

    private static List<String> shadowed(OperatorHarness harness) {
        return harness.shadowLabels().stream().map(ZeroShotLabel::getEventId).toList();
    }

    /** A label may be late only if its picture was late when it came; here none was. */
    private static void assertNoLabelIsLate(List<String> output, int pictures) {
        long watermark = Long.MIN_VALUE;
        int labels = 0;
        for (String element : output) {
            if (element.startsWith("w")) {
                assertThat(Long.parseLong(element.substring(1))).isGreaterThan(watermark);
                watermark = Long.parseLong(element.substring(1));
            } else {
                labels++;
                assertThat(Long.parseLong(element.substring(element.indexOf('@') + 1)))
                        .isGreaterThanOrEqualTo(watermark);
            }
        }
        assertThat(labels).isPositive().isLessThanOrEqualTo(pictures);
    }
}
