package io.zerostream.job.internal;

import java.util.EnumMap;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.flink.metrics.Counter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Raises alarms as a counter by code and one structured log line. Thread-safe. */
public final class Alarms implements Consumer<Alarm> {
    private static final Logger LOG = LoggerFactory.getLogger(Alarms.class);

    private final JobMetrics metrics;
    private final Map<Alarm.Code, Counter> counters = new EnumMap<>(Alarm.Code.class);

    /** @param metrics of the operator that raises them */
    public Alarms(JobMetrics metrics) {
        this.metrics = metrics;
    }

    @Override
    public synchronized void accept(Alarm alarm) {
        counters.computeIfAbsent(
                        alarm.code(),
                        code -> metrics.group().addGroup("alarm", code.name()).counter("alarms"))
                .inc();
        LOG.warn(
                "alarm={} subject={} message={}",
                alarm.code(),
                LogValue.quoted(alarm.subject()),
                LogValue.quoted(alarm.message()));
    }
}
