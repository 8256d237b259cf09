package io.zerostream.job;

import io.zerostream.job.config.JobConfig;
import io.zerostream.job.config.JobConfigException;
import io.zerostream.job.config.Settings;
import io.zerostream.job.config.TransactionTimeout;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts the job on a cluster: {@code flink run -c io.zerostream.job.StreamJobMain stream-job.jar --config job.properties
 * --batch.max-size 32}. Settings come from the file, then the environment ({@code ZEROSTREAM_JOB_BATCH_MAX_SIZE}), then
 * flags; the last one counts.
 */
public final class StreamJobMain {
    private static final Logger LOG = LoggerFactory.getLogger(StreamJobMain.class);

    private StreamJobMain() {}

    /**
     * Reads the settings, prints them, submits the job.
     *
     * @throws JobConfigException for a setting that does not exist or cannot be
     * @throws Exception what Flink reports
     */
    public static void main(String[] args) throws Exception {
        JobConfig config = JobConfig.read(args, System.getenv());
        LOG.info("settings:\n{}", Settings.print(config));
        TransactionTimeout.checkBroker(config);
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
        StreamJob.build(env, config);
        env.execute();
    }
}
