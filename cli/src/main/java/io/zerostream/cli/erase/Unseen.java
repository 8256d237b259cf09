package io.zerostream.cli.erase;

/**
 * Offsets of a partition that cannot be read, because a transaction before them is still open: there may be records of the
 * source among them.
 *
 * @param topic name of the topic
 * @param partition of it
 * @param offsets how many, at least 1; the marks at the end of transactions are counted too
 */
record Unseen(String topic, int partition, long offsets) {}
