package io.zerostream.gateway.internal.view;

import io.zerostream.schemas.avro.LabelStats;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One window of the job's label statistics, as callers see it. */
public record WindowView(
        String classSet,
        String sourceId,
        String windowStart,
        String windowEnd,
        long labels,
        long unknown,
        Map<String, Long> counts,
        double meanMargin,
        double entropy,
        @Nullable Double psi,
        @Nullable Double jensenShannon,
        boolean alarm,
        String alarmReason) {

    /** The window as the job wrote it. */
    public static WindowView of(LabelStats s) {
        return new WindowView(
                s.getClassSet(),
                s.getSourceId(),
                s.getWindowStart().toString(),
                s.getWindowEnd().toString(),
                s.getLabels(),
                s.getUnknown(),
                s.getCounts(),
                s.getMeanMargin(),
                s.getEntropy(),
                s.getPsi(),
                s.getJensenShannon(),
                s.getAlarm(),
                s.getAlarmReason());
    }
}
