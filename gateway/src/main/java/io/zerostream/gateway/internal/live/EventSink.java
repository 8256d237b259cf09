package io.zerostream.gateway.internal.live;

/** Takes what listening consoles should see. */
@FunctionalInterface
public interface EventSink {
    /**
     * Hands one event on; never waits.
     *
     * @param type "label", "dead-letter", "retry", "class-set", "model", "window" or "stats"
     * @param payload becomes JSON
     */
    void publish(String type, Object payload);
}
