package io.zerostream.job.internal.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.zerostream.job.config.EventTime;
import io.zerostream.job.internal.IncomingPicture;
import io.zerostream.job.internal.control.ControlRecord;
import io.zerostream.schemas.SchemaCoder;
import io.zerostream.schemas.SchemaRegistryAccess;
import io.zerostream.schemas.SchemaRegistryException;
import io.zerostream.schemas.Topics;
import io.zerostream.schemas.avro.DeadLetterReason;
import io.zerostream.schemas.avro.ImageEvent;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RecordSchemasTest {
    private final RecordHeaders headers = new RecordHeaders();
    private static final byte[] UNKNOWN_ID = {0, 0, 0, 0, 77, 1, 2, 3};

    private HttpServer schemaRegistry;
    private int status = 404;

    @BeforeEach
    void startRegistry() throws IOException {
        schemaRegistry = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        schemaRegistry.createContext("/", exchange -> {
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
        });
        schemaRegistry.start();
    }

    @AfterEach
    void stopRegistry() {
        schemaRegistry.stop(0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "not avro at all"})
    void aRecordThatIsNoImageEventBecomesAMarkedPicture(String value) {
        IncomingPicture picture = picture(value.getBytes(StandardCharsets.UTF_8));

        assertThat(picture.event()).isNull();
        assertThat(picture.rejection().reason()).isEqualTo(DeadLetterReason.UNREADABLE_RECORD);
        assertThat(picture.origin().offset()).isEqualTo(42);
        assertThat(picture.origin().value()).isEqualTo(value.getBytes(StandardCharsets.UTF_8));
        assertThat(picture.eventTime()).isEqualTo(1000);
    }

    @Test
    void aTombstoneAndAnUnknownSchemaAreMarked() {
        assertThat(picture(null).rejection().reason()).isEqualTo(DeadLetterReason.UNREADABLE_RECORD);
        assertThat(picture(UNKNOWN_ID).rejection().reason()).isEqualTo(DeadLetterReason.UNREADABLE_RECORD);
    }

    @ParameterizedTest
    @CsvSource({
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01, true",
        "00-00000000000000000000000000000000-b7ad6b7169203331-01, false",
        "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01, false",
        "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01, false",
        "00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01, false",
        "garbage, false",
    })
    void theTraceContextOfTheHeadersIsCarriedAndWhatIsMalformedDropped(String traceParent, boolean good) {
        headers.add("traceparent", traceParent.getBytes(StandardCharsets.UTF_8));
        headers.add("tracestate", "vendor=x".getBytes(StandardCharsets.UTF_8));
        IncomingPicture picture = picture(new byte[1]);
        assertThat(picture.origin().traceParent()).isEqualTo(good ? traceParent : null);
        assertThat(picture.origin().traceState()).isEqualTo(good ? "vendor=x" : null);
        assertThat(picture.origin().timestamp()).isEqualTo(1000);
    }

    @Test
    void largeValuesAreNotCarriedAlong() {
        IncomingPicture picture = picture(new byte[65 * 1024]);
        assertThat(picture.origin().value()).isNull();
        assertThat(picture.origin().valueBytes()).isEqualTo(65 * 1024);
    }

    @Test
    void aRegistryThatIsAwaySaysNothingAboutTheRecord() {
        status = 503;
        assertThatThrownBy(() -> picture(UNKNOWN_ID)).isInstanceOf(SchemaRegistryException.class);
    }

    /** Anybody can write any id: the others' pictures, whose schema is known, do not wait for a registry that is away. */
    @Test
    void whileTheRegistryIsAwayARecordOfASchemaThatNobodyElseUsesIsMarked() {
        schemaRegistry.removeContext("/");
        schemaRegistry.createContext("/", exchange -> {
            byte[] answer = (exchange.getRequestURI().getPath().endsWith("/1")
                            ? "{\"schema\": \""
                                    + ImageEvent.getClassSchema().toString().replace("\"", "\\\"") + "\"}"
                            : "{\"id\": 1}")
                    .getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        status = 200;
        ImageEvent event = ImageEvent.newBuilder()
                .setEventId("e")
                .setSourceId("s")
                .setCapturedAt(Instant.ofEpochMilli(1000))
                .setContent(ByteBuffer.wrap(new byte[] {1}))
                .setAttributes(Map.of())
                .build();
        byte[] good = new SchemaCoder<>(ImageEvent.class, Topics.IMAGES, access()).encode(event);
        ImageRecordSchema schema = new ImageRecordSchema(access(), EventTime.DEFAULT);
        List<IncomingPicture> out = new ArrayList<>();
        schema.deserialize(record(Topics.IMAGES.name(), good), into(out));
        status = 503;
        schema.deserialize(record(Topics.IMAGES.name(), UNKNOWN_ID), into(out));
        schema.deserialize(record(Topics.IMAGES.name(), good), into(out));

        assertThat(out).extracting(IncomingPicture::event).containsExactly(event, null, event);
        assertThat(out.get(1).rejection().reason()).isEqualTo(DeadLetterReason.UNREADABLE_RECORD);
        assertThat(out.get(1).rejection().message()).contains("schemas/ids/77");
    }

    @Test
    void controlTombstonesAndUnreadableRecordsAreTold() {
        ControlRecord tombstone = control(null);
        assertThat(tombstone.key()).isEqualTo("set/s");
        assertThat(tombstone.problem()).isNull();
        assertThat(tombstone.classes()).isNull();
        assertThat(control(UNKNOWN_ID).problem()).contains("404");
        assertThat(control(new byte[] {9}).problem()).contains("Confluent wire format");
    }

    private IncomingPicture picture(byte @Nullable [] value) {
        List<IncomingPicture> out = new ArrayList<>();
        new ImageRecordSchema(access(), EventTime.DEFAULT).deserialize(record(Topics.IMAGES.name(), value), into(out));
        assertThat(out).hasSize(1);
        return out.get(0);
    }

    private ControlRecord control(byte @Nullable [] value) {
        List<ControlRecord> out = new ArrayList<>();
        ControlRecordSchema.ofClasses(access()).deserialize(record(Topics.CLASS_REGISTRY.name(), value), into(out));
        assertThat(out).hasSize(1);
        return out.get(0);
    }

    private SchemaRegistryAccess access() {
        return SchemaRegistryAccess.open(
                "http://127.0.0.1:" + schemaRegistry.getAddress().getPort());
    }

    private ConsumerRecord<byte[], byte[]> record(String topic, byte @Nullable [] value) {
        return new ConsumerRecord<>(
                topic,
                0,
                42,
                1000,
                TimestampType.CREATE_TIME,
                0,
                0,
                "set/s".getBytes(StandardCharsets.UTF_8),
                value,
                headers,
                Optional.empty());
    }

    private static <T> Collector<T> into(List<T> out) {
        return new Collector<>() {
            @Override
            public void collect(T record) {
                out.add(record);
            }

            @Override
            public void close() {}
        };
    }
}
