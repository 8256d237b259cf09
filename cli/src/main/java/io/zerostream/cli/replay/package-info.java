/** Replays: a bounded job on Flink in this process, with progress for people. */
@NullMarked
package io.zerostream.cli.replay;

import org.jspecify.annotations.NullMarked;
