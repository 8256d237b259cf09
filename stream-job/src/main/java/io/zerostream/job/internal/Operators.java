package io.zerostream.job.internal;

import org.apache.flink.streaming.api.datastream.DataStreamSink;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;

/** Every operator's uid and name. Uids tie state to operators in savepoints: never change one. */
public enum Operators {
    IMAGES("images", "images"),
    CLASS_REGISTRY("class-registry", "class registry"),
    MODEL_REGISTRY("model-registry", "model registry"),
    FORGET_SET("forget-class-set", "forget class sets"),
    FETCH("fetch", "fetch addresses"),
    DECODE("decode", "decode"),
    CLASSIFY("classify", "classify"),
    COUNT_LABELS("count-labels", "count labels"),
    LABELS("labels", "labels"),
    SHADOW_LABELS("labels-shadow", "shadow labels"),
    COUNT_DEAD_LETTERS("count-dead-letters", "count dead letters"),
    DEAD_LETTERS("dead-letters", "dead letters"),
    NOTICES("job-notices", "notices"),
    STATS("label-stats-windows", "label statistics"),
    SLIDING_STATS("label-stats-sliding-windows", "sliding label statistics"),
    STATS_SINK("label-stats", "label-stats"),
    LATE("late-labels", "count late labels"),
    FIND_SIGHTINGS("find-sightings", "find sightings"),
    SIGHTINGS("sightings", "sightings");

    private final String uid;
    private final String display;

    Operators(String uid, String display) {
        this.uid = uid;
        this.display = display;
    }

    /** What the web interface and metrics call it. */
    public String display() {
        return display;
    }

    /** Gives a stream's operator its uid and name. */
    public <T> SingleOutputStreamOperator<T> on(SingleOutputStreamOperator<T> stream) {
        return stream.uid(uid).name(display);
    }

    /** Gives a sink its uid and name. */
    public <T> DataStreamSink<T> on(DataStreamSink<T> sink) {
        return sink.uid(uid).name(display);
    }
}
