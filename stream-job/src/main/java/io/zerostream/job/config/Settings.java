package io.zerostream.job.config;

import io.zerostream.model.image.ImageLimits;
import io.zerostream.schemas.ConnectionSettings;
import io.zerostream.schemas.Durations;
import io.zerostream.schemas.KafkaConnection;
import java.io.IOException;
import java.io.Reader;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.flink.configuration.MemorySize;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Settings as text, from a file, the environment and flags (each outdoes the one before), and the config they make. */
public final class Settings {
    private static final String FLAG = "--";
    private static final String FILE_FLAG = "--config";

    private static final Logger LOG = LoggerFactory.getLogger(Settings.class);

    private final Map<ConfigKey, String> values = new EnumMap<>(ConfigKey.class);
    private final ConnectionSettings connection = new ConnectionSettings();

    private final JobConfig defaults;

    private Settings(JobConfig defaults) {
        this.defaults = defaults;
    }

    /**
     * Reads everything.
     *
     * @param args {@code --config FILE}, {@code --key value} and {@code --key=value}
     * @param environment variables; those named {@code ZEROSTREAM_JOB_…} are read
     * @param defaults what counts where nothing is set
     * @throws JobConfigException for a key that does not exist, with the nearest one, or a value that cannot be
     */
    static JobConfig read(String[] args, Map<String, String> environment, JobConfig defaults) {
        Settings settings = new Settings(defaults);
        Map<String, String> flags = flags(args);
        String file = flags.remove(FILE_FLAG.substring(FLAG.length()));
        if (file != null) {
            settings.file(Path.of(file));
        }
        environment.forEach((name, value) -> {
            if (ConfigKey.isEnv(name)) {
                settings.put(
                        ConnectionSettings.openKeyOf(name, ConfigKey.ENV_PREFIX).orElse(name), value);
            }
        });
        flags.forEach((name, value) -> {
            ConnectionSettings.warningOfFlag(name, value).ifPresent(LOG::warn);
            settings.put(name, value);
        });
        return settings.config();
    }

    private void put(String name, String value) {
        if (ConnectionSettings.isOpenKey(name)) {
            connection.put(name, value);
        } else {
            values.put(ConfigKey.parse(name), value);
        }
    }

    /** The settings in effect, one a line, with nothing secret in them. */
    public static String print(JobConfig config) {
        Stream<String> listed =
                Arrays.stream(ConfigKey.values()).map(key -> (key.key() + " = " + key.print(config)).stripTrailing());
        Stream<String> open = config.kafka().shownSettings().entrySet().stream()
                .filter(setting -> ConnectionSettings.isOpenKey(setting.getKey()))
                .map(setting -> setting.getKey() + " = " + setting.getValue());
        return Stream.concat(listed, open).collect(Collectors.joining("\n"));
    }

    static String join(List<URI> origins) {
        return origins.stream().map(URI::toString).collect(Collectors.joining(","));
    }

    private static Map<String, String> flags(String[] args) {
        Map<String, String> flags = new LinkedHashMap<>();
        for (int i = 0; i < args.length; i++) {
            if (!args[i].startsWith(FLAG)) {
                throw new JobConfigException(args[i], "is not a flag: write --key value or --key=value");
            }
            String flag = args[i].substring(FLAG.length());
            int equals = flag.indexOf('=');
            if (equals >= 0) {
                flags.put(flag.substring(0, equals), flag.substring(equals + 1));
            } else if (i + 1 < args.length) {
                flags.put(flag, args[++i]);
            } else {
                throw new JobConfigException(flag, "has no value: write --" + flag + " VALUE");
            }
        }
        return flags;
    }

    private void file(Path file) {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        } catch (IOException e) {
            throw new JobConfigException("config", "cannot read " + file + ": " + e);
        }
        properties.stringPropertyNames().forEach(name -> put(name, properties.getProperty(name)));
    }

    private JobConfig config() {
        return new JobConfig(
                kafka(),
                text(ConfigKey.DEPLOYMENT),
                new Batching(
                        integer(ConfigKey.BATCH_MAX_SIZE),
                        duration(ConfigKey.BATCH_MAX_DELAY),
                        duration(ConfigKey.BATCH_TARGET_LATENCY),
                        duration(ConfigKey.BATCH_TIME_LIMIT)),
                new Checkpointing(
                        duration(ConfigKey.CHECKPOINT_INTERVAL),
                        read(
                                ConfigKey.DELIVERY,
                                "EXACTLY_ONCE or AT_LEAST_ONCE",
                                text -> Delivery.valueOf(
                                        text.toUpperCase(Locale.ROOT).replace('-', '_'))),
                        duration(ConfigKey.TRANSACTION_TIMEOUT),
                        duration(ConfigKey.CHECKPOINT_TIMEOUT),
                        integer(ConfigKey.CHECKPOINT_TOLERABLE_FAILURES)),
                new EventTime(
                        duration(ConfigKey.OUT_OF_ORDERNESS),
                        duration(ConfigKey.IDLENESS),
                        duration(ConfigKey.WINDOW),
                        duration(ConfigKey.SLIDING_WINDOW),
                        duration(ConfigKey.SLIDE),
                        duration(ConfigKey.CLOCK_TOLERANCE)),
                new ImageLimits(
                        positive(ConfigKey.IMAGES_MAX_BYTES),
                        positive(ConfigKey.IMAGES_MAX_PIXELS),
                        positive(ConfigKey.IMAGES_DECODE_MEMORY),
                        positive(ConfigKey.IMAGES_MAX_WORK),
                        aboveZero(ConfigKey.IMAGES_MAX_TIME)),
                new UriPolicy(
                        read(ConfigKey.URI_ALLOW, "origins with commas between them", Settings::origins),
                        read(
                                ConfigKey.URI_ALLOW_PRIVATE,
                                "origins or folders with commas between them",
                                Settings::origins),
                        text(ConfigKey.URI_HEADERS_FILE),
                        duration(ConfigKey.URI_TIMEOUT),
                        integer(ConfigKey.URI_CONCURRENT),
                        integer(ConfigKey.URI_WAITING)),
                duration(ConfigKey.LATENCY_BUDGET),
                read(
                        ConfigKey.DEAD_LETTERS_CONTENT,
                        "KEEP or DROP",
                        text -> DeadLetterContent.valueOf(text.toUpperCase(Locale.ROOT))),
                new DriftLimits(
                        decimal(ConfigKey.DRIFT_FALSE_ALARMS),
                        decimal(ConfigKey.DRIFT_PSI),
                        decimal(ConfigKey.DRIFT_JENSEN_SHANNON),
                        decimal(ConfigKey.DRIFT_UNKNOWN_SHARE),
                        whole(ConfigKey.DRIFT_MIN_LABELS),
                        text(ConfigKey.DRIFT_BASELINE)),
                new SightingSettings(
                        truth(ConfigKey.SIGHTINGS_ENABLED),
                        duration(ConfigKey.SIGHTINGS_SMOOTHING),
                        integer(ConfigKey.SIGHTINGS_MIN_LABELS),
                        decimal(ConfigKey.SIGHTINGS_ON),
                        decimal(ConfigKey.SIGHTINGS_OFF),
                        duration(ConfigKey.SIGHTINGS_GAP)),
                new Parallelism(
                        integer(ConfigKey.PARALLELISM_SOURCE),
                        integer(ConfigKey.PARALLELISM_DECODE),
                        integer(ConfigKey.PARALLELISM_INFERENCE),
                        integer(ConfigKey.PARALLELISM_LABELS),
                        integer(ConfigKey.PARALLELISM_DEAD_LETTERS),
                        integer(ConfigKey.PARALLELISM_STATS),
                        new Slots(
                                integer(ConfigKey.GPU_PER_SLOT),
                                new SlotSize(
                                        decimal(ConfigKey.SLOT_CPU_CORES),
                                        memory(ConfigKey.SLOT_CPU_HEAP),
                                        memory(ConfigKey.SLOT_CPU_OFF_HEAP),
                                        memory(ConfigKey.SLOT_CPU_MANAGED)),
                                new SlotSize(
                                        decimal(ConfigKey.SLOT_GPU_CORES),
                                        memory(ConfigKey.SLOT_GPU_HEAP),
                                        memory(ConfigKey.SLOT_GPU_OFF_HEAP),
                                        memory(ConfigKey.SLOT_GPU_MANAGED)))),
                duration(ConfigKey.SWAP_TIMEOUT));
    }

    private KafkaConnection kafka() {
        for (ConfigKey address : List.of(ConfigKey.BOOTSTRAP_SERVERS, ConfigKey.REGISTRY_URL)) {
            connection.put(address.key(), text(address));
        }
        try {
            return connection.connection();
        } catch (IllegalArgumentException e) {
            throw new JobConfigException("kafka", String.valueOf(e.getMessage()));
        }
    }

    private String text(ConfigKey key) {
        return values.getOrDefault(key, key.print(defaults)).trim();
    }

    private int integer(ConfigKey key) {
        return read(key, "a whole number", Integer::parseInt);
    }

    private long whole(ConfigKey key) {
        return read(key, "a whole number", Long::parseLong);
    }

    private long positive(ConfigKey key) {
        long value = whole(key);
        Checks.atLeast(key.key(), value, 1);
        return value;
    }

    private double decimal(ConfigKey key) {
        return read(key, "a number", Double::parseDouble);
    }

    private boolean truth(ConfigKey key) {
        String text = text(key).toLowerCase(Locale.ROOT);
        if (!text.equals("true") && !text.equals("false")) {
            throw new JobConfigException(key.key(), "'" + text(key) + "' is neither true nor false");
        }
        return text.equals("true");
    }

    private MemorySize memory(ConfigKey key) {
        return read(key, "an amount of memory: write for example 512m or 2g", MemorySize::parse);
    }

    private Duration duration(ConfigKey key) {
        try {
            return Durations.parse(text(key));
        } catch (IllegalArgumentException e) {
            throw new JobConfigException(key.key(), String.valueOf(e.getMessage()));
        }
    }

    private Duration aboveZero(ConfigKey key) {
        Duration value = duration(key);
        Checks.positive(key.key(), value);
        return value;
    }

    private <T> T read(ConfigKey key, String what, Function<String, T> reader) {
        String text = text(key);
        try {
            return reader.apply(text);
        } catch (IllegalArgumentException e) {
            throw new JobConfigException(key.key(), "'" + text + "' is not " + what);
        }
    }

    private static List<URI> origins(String text) {
        return Arrays.stream(text.split(","))
                .map(String::trim)
                .filter(origin -> !origin.isEmpty())
                .map(URI::create)
                .toList();
    }
}
