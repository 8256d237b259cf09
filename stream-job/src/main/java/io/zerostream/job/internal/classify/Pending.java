package io.zerostream.job.internal.classify;

import io.zerostream.job.internal.DecodedPicture;

/**
 * A picture that the operator owes an answer for.
 *
 * @param picture the picture
 * @param timestamp its event time, epoch milliseconds
 */
record Pending(DecodedPicture picture, long timestamp) {}
