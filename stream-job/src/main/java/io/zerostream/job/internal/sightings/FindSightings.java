package io.zerostream.job.internal.sightings;

import io.zerostream.job.config.SightingSettings;
import io.zerostream.job.internal.Descriptors;
import io.zerostream.job.internal.JobMetrics;
import io.zerostream.job.internal.LogValue;
import io.zerostream.schemas.avro.Sighting;
import io.zerostream.schemas.avro.ZeroShotLabel;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.metrics.Counter;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Labels by class set and source, in any order, to sightings. Each label waits for a timer at its own event time, so that
 * labels are looked at in their order, those of one instant together. What comes after its time is left out and counted,
 * and so is what comes while {@link #MOST_WAITING} of its source wait. A source that has been silent for {@code
 * sightings.gap} leaves nothing behind in state.
 */
final class FindSightings extends KeyedProcessFunction<Tuple2<String, String>, ZeroShotLabel, Sighting> {
    private static final long serialVersionUID = 1L;
    private static final Logger LOG = LoggerFactory.getLogger(FindSightings.class);

    /** Some five megabytes, by estimate; more than six minutes of a camera with 25 pictures a second. */
    static final int MOST_WAITING = 10_000;

    private final SightingSettings settings;
    private transient @Nullable Smoothing smoothing;
    private transient @Nullable MapState<Long, List<Frame>> frames;
    private transient @Nullable ValueState<Scene> scene;
    private transient @Nullable Counter appeared;
    private transient @Nullable Counter left;
    private transient @Nullable Counter leftOut;
    private transient boolean told;

    FindSightings(SightingSettings settings) {
        this.settings = settings;
    }

    @Override
    public void open(OpenContext context) {
        smoothing = new Smoothing(settings);
        frames = getRuntimeContext().getMapState(Descriptors.SIGHTING_FRAMES);
        scene = getRuntimeContext().getState(Descriptors.SCENE);
        JobMetrics metrics = new JobMetrics(getRuntimeContext().getMetricGroup());
        appeared = metrics.counter("sightingsAppeared");
        left = metrics.counter("sightingsLeft");
        leftOut = metrics.counter("labelsLeftOut");
    }

    @Override
    public void processElement(ZeroShotLabel label, Context context, Collector<Sighting> out) throws Exception {
        if (frames == null || scene == null || leftOut == null) {
            throw new IllegalStateException("used before open");
        }
        long at = Objects.requireNonNull(context.timestamp(), "labels have the event time of their picture");
        Scene known = scene.value();
        Scene now = known == null ? Scene.empty() : known;
        // after a restart there is no watermark yet, but what was looked at before it stays looked at
        if (at <= Math.max(context.timerService().currentWatermark(), now.at()) || now.waiting() >= MOST_WAITING) {
            if (now.waiting() >= MOST_WAITING && !told) {
                told = true;
                LOG.warn(
                        "{} labels of source {} wait for event time, and more are left out of sightings"
                                + " (labelsLeftOut): time.out-of-orderness is long for its rate, or a backlog is uneven",
                        MOST_WAITING,
                        LogValue.quoted(label.getSourceId()));
            }
            leftOut.inc();
            return;
        }
        List<Frame> before = frames.get(at);
        List<Frame> ofInstant = before == null ? new ArrayList<>() : before;
        if (ofInstant.stream().anyMatch(frame -> frame.eventId().equals(label.getEventId()))) {
            // a picture that was sent again says nothing new
            return;
        }
        ofInstant.add(Frame.of(label));
        frames.put(at, ofInstant);
        scene.update(now.waiting(now.waiting() + 1));
        context.timerService().registerEventTimeTimer(at);
    }

    @Override
    public void onTimer(long time, OnTimerContext context, Collector<Sighting> out) throws Exception {
        if (smoothing == null || frames == null || scene == null) {
            throw new IllegalStateException("used before open");
        }
        Scene before = scene.value();
        if (before == null) {
            return;
        }
        List<Frame> waited = frames.get(time);
        List<Frame> ofInstant = waited == null ? List.of() : waited;
        List<Smoothing.Change> changes = new ArrayList<>();
        Scene now = smoothing.pass(before, time, ofInstant, changes).waiting(before.waiting() - ofInstant.size());
        frames.remove(time);
        for (Smoothing.Change change : changes) {
            tell(change, context.getCurrentKey(), out);
        }
        if (smoothing.over(now, time)) {
            if (now.waiting() == 0) {
                scene.clear();
            } else {
                scene.update(now);
            }
            return;
        }
        // what is due moves away from a timer that is set, unless settings have changed since
        long due = smoothing.due(now);
        if (now.timer() <= time || due < now.timer()) {
            now = now.timer(due);
            context.timerService().registerEventTimeTimer(now.timer());
        }
        scene.update(now);
    }

    private void tell(Smoothing.Change change, Tuple2<String, String> key, Collector<Sighting> out) {
        Counter counter = change.status() == Smoothing.Status.APPEARED ? appeared : left;
        Objects.requireNonNull(counter, "counters are there once it is open").inc();
        out.collect(SightingWriter.write(key.f0, key.f1, change));
    }
}
