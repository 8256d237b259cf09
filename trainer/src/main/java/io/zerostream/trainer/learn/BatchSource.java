package io.zerostream.trainer.learn;

/**
 * Makes the batches of a stage. Batch n depends on n alone, so that a run can go on anywhere. Thread-safe.
 *
 * @param <B> what a step learns from
 */
public interface BatchSource<B> {
    /** Pictures of a pass: what schedules count in. */
    int pictures();

    /** Batch number n, from 0. */
    B make(long n);
}
