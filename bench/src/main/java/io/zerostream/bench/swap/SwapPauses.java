package io.zerostream.bench.swap;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.zerostream.job.Checkpointing;
import io.zerostream.job.Delivery;
import io.zerostream.job.JobConfig;
import io.zerostream.job.StreamJob;
import io.zerostream.platform.EmbeddedPlatform;
import io.zerostream.platform.PlatformConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * Extra latency of pictures around a swap, against pictures of the same run with no swap near: real Kafka, registry and
 * Flink, the bundled network, a steady stream below what the machine can do. In turn nothing, the class set, the model is
 * swapped. Latency is from the record's Kafka timestamp to the match, without the time until a checkpoint commits the
 * label.
 *
 * <p>Arguments: rounds (20), pictures a second (15). Prints JSON.
 */
public final class SwapPauses {
    private static final int ROUNDS = 20;
    private static final int RATE = 15;
    private static final Duration WARM_UP = Duration.ofSeconds(20);
    /** A picture belongs to what happened in the second before it was sent, or happens in the second after. */
    private static final Duration NEAR = Duration.ofSeconds(1);

    private static final Duration APART = Duration.ofSeconds(3);

    private SwapPauses() {}

    /** What happens in the middle of a turn. */
    enum Turn {
        NO_SWAP {
            @Override
            void swap(Switches switches) {
                // what the others are compared with
            }
        },
        CLASS_SET {
            @Override
            void swap(Switches switches) throws Exception {
                switches.classSet();
            }
        },
        MODEL {
            @Override
            void swap(Switches switches) throws Exception {
                switches.model();
            }
        };

        abstract void swap(Switches switches) throws Exception;
    }

    /** Runs it. */
    public static void main(String[] args) throws Exception {
        int rounds = args.length > 0 ? Integer.parseInt(args[0]) : ROUNDS;
        int rate = args.length > 1 ? Integer.parseInt(args[1]) : RATE;
        Path home = Files.createTempDirectory("zerostream-swaps");
        try (EmbeddedPlatform platform = EmbeddedPlatform.start(PlatformConfig.at(home));
                Switches switches = new Switches(platform.connection())) {
            StreamExecutionEnvironment env = platform.flinkEnvironment();
            StreamJob.build(
                    env,
                    JobConfig.defaults(platform.connection())
                            .withCheckpointing(new Checkpointing(
                                    Duration.ofSeconds(1), Delivery.AT_LEAST_ONCE, Duration.ofMinutes(10))));
            env.executeAsync("swaps");
            try (Load load = new Load(platform.connection(), rate)) {
                load.untilLabelled();
                Thread.sleep(WARM_UP.toMillis());
                print(turns(rounds, switches, load), switches, rounds, rate);
            }
        }
    }

    private static Map<Turn, Latencies> turns(int rounds, Switches switches, Load load) throws Exception {
        Map<Turn, Latencies> around = new EnumMap<>(Turn.class);
        for (int round = 0; round < rounds; round++) {
            for (Turn turn : Turn.values()) {
                long at = System.currentTimeMillis();
                turn.swap(switches);
                // a model takes a while to open; it is swapped when the first label says so
                long swapped = turn == Turn.NO_SWAP ? at : load.untilSwapped(switches.version(), switches.revision());
                Thread.sleep(NEAR.toMillis() * 2);
                List<Long> latencies = load.sentBetween(at - NEAR.toMillis(), swapped + NEAR.toMillis());
                around.computeIfAbsent(turn, t -> new Latencies()).add(latencies, swapped - at);
                Thread.sleep(APART.toMillis());
            }
        }
        return around;
    }

    private static void print(Map<Turn, Latencies> around, Switches switches, int rounds, int rate) throws Exception {
        Map<String, Object> report = new LinkedHashMap<>();
        report.put("model", switches.version());
        report.put("rounds", rounds);
        report.put("pictures_a_second", rate);
        around.forEach((turn, latencies) -> report.put(turn.name().toLowerCase(Locale.ROOT), latencies.summary()));
        System.out.println(new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(report));
    }
}
