/**
 * The contracts of ZeroStream: Avro records (package {@code avro}, generated), topics and their settings, keys of the
 * compacted topics, and the Confluent wire format against a schema registry. Imports nothing of ours.
 */
@NullMarked
package io.zerostream.schemas;

import org.jspecify.annotations.NullMarked;
