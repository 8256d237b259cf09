package io.zerostream.job.internal;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.apache.flink.metrics.Counter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** Raises alarms as a counter by code and one structured log line. Thread-safe. */
public final class Alarms implements Consumer<Alarm> {
    private static final Logger LOG = LoggerFactory.getLogger(Alarms.class);

    private final Map<Alarm.Code, Counter> counters = new EnumMap<>(Alarm.Code.class);

    /**
     * Counters of all codes begin here, at zero: of one that is first seen at one, nobody sees that it grew.
     *
     * @param metrics of the operator that raises them
     */
    public Alarms(JobMetrics metrics) {
        for (Alarm.Code code : Alarm.Code.values()) {
            counters.put(code, metrics.group().addGroup("alarm", code.name()).counter("alarms"));
        }
    }

    @Override
    public synchronized void accept(Alarm alarm) {
        Objects.requireNonNull(counters.get(alarm.code()), "every code has its counter")
                .inc();
        LOG.atLevel(alarm.code().recovery() ? Level.INFO : Level.WARN)
                .log(
                        "alarm={} subject={} message={}",
                        alarm.code(),
                        LogValue.quoted(alarm.subject()),
                        LogValue.quoted(alarm.message()));
    }
}
