package io.zerostream.gateway.internal.history;

/**
 * One series in all that is kept.
 *
 * @param labels in it
 * @param first beginning of the first hour in which there are some, epoch milliseconds
 * @param last beginning of the last one
 */
record SeriesSum(Series series, long labels, long first, long last) {
    SeriesSum and(SeriesSum more) {
        return new SeriesSum(series, labels + more.labels, Math.min(first, more.first), Math.max(last, more.last));
    }
}
