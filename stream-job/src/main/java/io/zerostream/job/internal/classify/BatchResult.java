package io.zerostream.job.internal.classify;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of a batch.
 *
 * @param verdicts one a picture, in their order
 * @param failure why not one picture came through the model; null when at least one did, or none was sent to it
 * @param inferenceMicros the whole batch through the network and the match, µs
 */
record BatchResult(List<Verdict> verdicts, @Nullable RuntimeException failure, long inferenceMicros) {}
