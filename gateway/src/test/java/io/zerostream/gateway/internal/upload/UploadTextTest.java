package io.zerostream.gateway.internal.upload;

import static org.assertj.core.api.Assertions.assertThat;

import io.zerostream.schemas.TraceContext;
import io.zerostream.schemas.avro.ImageEvent;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class UploadTextTest {
    @Test
    void namesThePictureAndHasNothingOfIt() {
        ImageEvent event = ImageEvent.newBuilder()
                .setEventId("event")
                .setSourceId("door")
                .setCapturedAt(Instant.EPOCH)
                .setContent(ByteBuffer.wrap("Vera Beispiel".getBytes(StandardCharsets.UTF_8)))
                .build();
        assertThat(event).as("what Avro says").asString().contains("Vera Beispiel");

        assertThat(new Upload("event", event, TraceContext.NONE, null)).hasToString("upload event");
    }
}
