package io.zerostream.job.internal.classify;

import java.util.List;

/**
 * What became of a batch.
 *
 * @param verdicts one a picture, in their order
 * @param inferenceMicros the whole batch through the network and the match, µs
 */
record BatchResult(List<Verdict> verdicts, long inferenceMicros) {}
