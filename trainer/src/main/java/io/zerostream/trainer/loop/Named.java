package io.zerostream.trainer.loop;

/** What configurations call by a name. */
public interface Named {
    /** Unique among those of its kind. */
    String name();
}
