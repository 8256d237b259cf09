package io.zerostream.job;

import io.zerostream.job.config.JobConfig;
import io.zerostream.job.config.JobConfigException;
import io.zerostream.job.replay.PointInTime;
import io.zerostream.job.replay.ReplayException;
import io.zerostream.job.replay.ReplayPlan;
import io.zerostream.job.replay.ReplayPlanner;
import io.zerostream.job.replay.ReplayRequest;
import io.zerostream.job.replay.ReplayTopics;
import io.zerostream.job.replay.ReplayTotals;
import io.zerostream.schemas.Topics;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.flink.api.common.JobExecutionResult;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a replay on a cluster: {@code flink run -c io.zerostream.job.ReplayMain stream-job.jar --replay.from now-1d
 * --replay.class-set birds@3 --config job.properties}. What to replay is in flags that begin with {@code --replay.}; all
 * others are settings of the job, as {@link StreamJobMain} takes them. The range, the revision and the model are settled
 * here, before the job is submitted.
 */
public final class ReplayMain {
    private static final Logger LOG = LoggerFactory.getLogger(ReplayMain.class);
    private static final String PREFIX = "--replay.";

    private ReplayMain() {}

    /** The flags, with what stands when they are left out; null = must be given, or none. */
    private enum Flag {
        FROM(null),
        TO("now"),
        CLASS_SET(null),
        MODEL(null),
        DEPLOYMENT("default"),
        TOPIC("labels-replay");

        private final @Nullable String otherwise;

        Flag(@Nullable String otherwise) {
            this.otherwise = otherwise;
        }

        private String key() {
            return "replay." + name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /**
     * Settles the request, submits the job and waits for its end.
     *
     * @throws JobConfigException for a flag that does not exist, is missing or cannot be
     * @throws ReplayException when what is asked for is not there
     * @throws Exception what Flink reports
     */
    public static void main(String[] args) throws Exception {
        run(StreamExecutionEnvironment.getExecutionEnvironment(), args);
    }

    /**
     * The same in an environment of the caller's.
     *
     * @return what it came to
     * @throws Exception as {@link #main}
     */
    public static ReplayTotals run(StreamExecutionEnvironment env, String[] args) throws Exception {
        List<String> ofJob = new ArrayList<>();
        Map<String, String> ofReplay = split(args, ofJob);
        JobConfig config = JobConfig.read(ofJob.toArray(String[]::new), System.getenv());
        ReplayRequest request = request(ofReplay);
        Topics.Topic labels = ReplayTopics.prepare(config.kafka(), value(ofReplay, Flag.TOPIC));
        ReplayPlan plan = ReplayPlanner.plan(config.kafka(), request);
        LOG.info(
                "event=replay pictures={} class_set={} revision={} model={}/{} topic={}",
                plan.records(),
                plan.set().getName(),
                plan.set().getRevision(),
                plan.version().getName(),
                plan.version().getVersion(),
                labels.name());
        ReplayJob.build(env, config, plan, labels);
        JobExecutionResult result = env.execute("ZeroStream replay");
        ReplayTotals totals = ReplayTotals.of(result.getAllAccumulatorResults());
        LOG.info(
                "event=replayed pictures={} labels={} unknown={} dead_letters={}",
                totals.pictures(),
                totals.labels(),
                totals.unknown(),
                totals.deadLetters());
        return totals;
    }

    /** Takes out {@code --replay.x value} and {@code --replay.x=value}, and leaves the others. */
    private static Map<String, String> split(String[] args, List<String> others) {
        Map<String, String> ours = new LinkedHashMap<>();
        for (int i = 0; i < args.length; i++) {
            if (!args[i].startsWith(PREFIX)) {
                others.add(args[i]);
                continue;
            }
            String flag = args[i].substring("--".length());
            int equals = flag.indexOf('=');
            if (equals >= 0) {
                ours.put(known(flag.substring(0, equals)), flag.substring(equals + 1));
            } else if (i + 1 < args.length) {
                ours.put(known(flag), args[++i]);
            } else {
                throw new JobConfigException(flag, "has no value: write --" + flag + " VALUE");
            }
        }
        return ours;
    }

    private static String known(String key) {
        List<String> keys = new ArrayList<>();
        for (Flag flag : Flag.values()) {
            keys.add(flag.key());
        }
        if (!keys.contains(key)) {
            throw new JobConfigException(key, "is no flag of a replay; there are " + String.join(", ", keys));
        }
        return key;
    }

    private static ReplayRequest request(Map<String, String> flags) {
        PointInTime times = new PointInTime();
        try {
            return ReplayRequest.of(
                    times.parse(value(flags, Flag.FROM)),
                    times.parse(value(flags, Flag.TO)),
                    value(flags, Flag.CLASS_SET),
                    flags.get(Flag.MODEL.key()),
                    value(flags, Flag.DEPLOYMENT));
        } catch (IllegalArgumentException e) {
            throw new JobConfigException("replay", String.valueOf(e.getMessage()));
        }
    }

    private static String value(Map<String, String> flags, Flag flag) {
        String value = flags.getOrDefault(flag.key(), flag.otherwise);
        if (value == null) {
            throw new JobConfigException(flag.key(), "is missing: write --" + flag.key() + " VALUE");
        }
        return value;
    }
}
