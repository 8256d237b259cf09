package io.zerostream.job.internal;

import io.zerostream.job.internal.control.ControlRecord;
import io.zerostream.job.internal.sightings.Frame;
import io.zerostream.job.internal.sightings.Scene;
import io.zerostream.job.internal.sightings.Track;
import io.zerostream.job.internal.stats.LabelCounts;
import io.zerostream.schemas.AvroTrust;
import io.zerostream.schemas.avro.ClassRegistryRecord;
import io.zerostream.schemas.avro.DeadLetter;
import io.zerostream.schemas.avro.DeadLetterReason;
import io.zerostream.schemas.avro.ImageEvent;
import io.zerostream.schemas.avro.JobNotice;
import io.zerostream.schemas.avro.LabelStats;
import io.zerostream.schemas.avro.ModelRegistryRecord;
import io.zerostream.schemas.avro.Sighting;
import io.zerostream.schemas.avro.ZeroShotLabel;
import java.util.Map;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;

/**
 * The type of everything that travels between operators or lies in state, spelled out: nothing is left to reflection, and
 * Kryo is off. Avro records evolve by Avro's rules, ours by those of Flink's POJO serializer.
 */
public final class JobTypes {
    static {
        AvroTrust.trustOurClasses();
    }

    private static final TypeInformation<byte[]> BYTES = PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO;

    private static final TypeInformation<Origin> ORIGIN = Types.POJO(
            Origin.class,
            Map.of(
                    "topic", Types.STRING,
                    "partition", Types.INT,
                    "offset", Types.LONG,
                    "timestamp", Types.LONG,
                    "key", BYTES,
                    "value", BYTES,
                    "valueBytes", Types.LONG,
                    "traceParent", Types.STRING,
                    "traceState", Types.STRING));

    private static final TypeInformation<Rejection> REJECTION =
            Types.POJO(Rejection.class, Map.of("reason", Types.ENUM(DeadLetterReason.class), "message", Types.STRING));

    /** Values of {@code class-registry}. */
    public static final TypeInformation<ClassRegistryRecord> CLASS_RECORD = avro(ClassRegistryRecord.class);

    /** Values of {@code model-registry}. */
    public static final TypeInformation<ModelRegistryRecord> MODEL_RECORD = avro(ModelRegistryRecord.class);

    /** Values of {@code labels}. */
    public static final TypeInformation<ZeroShotLabel> LABEL = avro(ZeroShotLabel.class);

    /** Values of {@code dead-letters}. */
    public static final TypeInformation<DeadLetter> DEAD_LETTER = avro(DeadLetter.class);

    /** Values of {@code job-notices}. */
    public static final TypeInformation<JobNotice> NOTICE = avro(JobNotice.class);

    /** Values of {@code label-stats}. */
    public static final TypeInformation<LabelStats> STATS = avro(LabelStats.class);

    /** Values of {@code sightings}. */
    public static final TypeInformation<Sighting> SIGHTING = avro(Sighting.class);

    /** From the source. */
    public static final TypeInformation<IncomingPicture> INCOMING = Types.POJO(
            IncomingPicture.class,
            Map.of(
                    "origin",
                    ORIGIN,
                    "event",
                    avro(ImageEvent.class),
                    "rejection",
                    REJECTION,
                    "eventTime",
                    Types.LONG,
                    "queueMicros",
                    Types.LONG));

    /** To the model. */
    public static final TypeInformation<DecodedPicture> DECODED = Types.POJO(
            DecodedPicture.class,
            Map.ofEntries(
                    Map.entry("origin", ORIGIN),
                    Map.entry("eventId", Types.STRING),
                    Map.entry("sourceId", Types.STRING),
                    Map.entry("capturedAt", Types.LONG),
                    Map.entry("classSet", Types.STRING),
                    Map.entry("height", Types.INT),
                    Map.entry("width", Types.INT),
                    Map.entry("pixels", BYTES),
                    Map.entry("queueMicros", Types.LONG),
                    Map.entry("decodeMicros", Types.LONG),
                    Map.entry("decodedAtMicros", Types.LONG)));

    /** From the registries. */
    public static final TypeInformation<ControlRecord> CONTROL = Types.POJO(
            ControlRecord.class,
            Map.of(
                    "topic", Types.STRING,
                    "offset", Types.LONG,
                    "key", Types.STRING,
                    "classes", CLASS_RECORD,
                    "model", MODEL_RECORD,
                    "problem", Types.STRING));

    /** What a window of labels has come to so far. */
    public static final TypeInformation<LabelCounts> COUNTS = Types.POJO(
            LabelCounts.class,
            Map.of(
                    "labels", Types.LONG,
                    "unknown", Types.LONG,
                    "marginSum", Types.DOUBLE,
                    "byClass", Types.MAP(Types.STRING, Types.LONG)));

    /** What sightings need of a label. */
    public static final TypeInformation<Frame> FRAME = Types.POJO(
            Frame.class,
            Map.of(
                    "eventId", Types.STRING,
                    "className", Types.STRING,
                    "score", Types.FLOAT,
                    "revision", Types.LONG,
                    "model", Types.STRING,
                    "version", Types.STRING));

    private static final TypeInformation<Track> TRACK = Types.POJO(
            Track.class,
            Map.of(
                    "share", Types.DOUBLE,
                    "present", Types.BOOLEAN,
                    "firstAt", Types.LONG,
                    "lastAt", Types.LONG,
                    "labels", Types.LONG,
                    "scores", Types.DOUBLE,
                    "best", FRAME));

    /** Which classes a source shows. */
    public static final TypeInformation<Scene> SCENE = Types.POJO(
            Scene.class,
            Map.of(
                    "at", Types.LONG,
                    "waiting", Types.INT,
                    "timer", Types.LONG,
                    "tracks", Types.MAP(Types.STRING, TRACK)));

    private JobTypes() {}

    private static <T extends SpecificRecordBase> TypeInformation<T> avro(Class<T> type) {
        return new AvroRecordType<>(type);
    }
}
