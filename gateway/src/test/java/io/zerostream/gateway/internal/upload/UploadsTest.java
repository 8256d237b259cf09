package io.zerostream.gateway.internal.upload;

import static org.assertj.core.api.Assertions.assertThat;

import io.zerostream.gateway.internal.kafka.ImageSink;
import io.zerostream.gateway.internal.registry.Refusal;
import io.zerostream.gateway.internal.registry.RefusedException;
import io.zerostream.model.image.ImageLimits;
import io.zerostream.schemas.TraceContext;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class UploadsTest {
    private static final int PICTURES = 5;

    private final List<String> sent = new ArrayList<>();
    private final List<Integer> sentWhenWaitedFor = new ArrayList<>();

    /** One after the other, a request of a hundred pictures would take a hundred round trips to Kafka. */
    @Test
    void allPicturesOfARequestAreOnTheirWayBeforeTheFirstIsWaitedFor() {
        List<Upload> written = write(event -> () -> sentWhenWaitedFor.add(sent.size()));

        assertThat(sent).containsExactly("p0", "p1", "p2", "p3", "p4");
        assertThat(sentWhenWaitedFor).hasSize(PICTURES).containsOnly(PICTURES);
        assertThat(written).extracting(Upload::refused).containsOnlyNulls();
    }

    @Test
    void eachSaysWhetherKafkaHasIt() {
        List<Upload> written = write(event -> () -> {
            if (event.equals("p2")) {
                throw new RefusedException(Refusal.KAFKA_AWAY, "not in time", "again");
            }
        });

        assertThat(written).extracting(Upload::eventId).containsExactlyElementsOf(sent);
        assertThat(written)
                .filteredOn(upload -> upload.refused() != null)
                .extracting(Upload::eventId)
                .containsExactly("p2");
    }

    private interface Fate {
        ImageSink.Sending of(String eventId);
    }

    private List<Upload> write(Fate fate) {
        Uploads uploads = new Uploads(
                set -> set,
                (event, trace) -> {
                    sent.add(event.getEventId());
                    return fate.of(event.getEventId());
                },
                ImageLimits.defaults(),
                1,
                Clock.systemUTC());
        return uploads.write(IntStream.range(0, PICTURES)
                .mapToObj(i -> uploads.check(
                        new Asked("p" + i, null, null, null, null, "file:/" + i + ".jpg", Map.of(), TraceContext.NONE)))
                .toList());
    }
}
