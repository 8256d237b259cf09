/** Commands that read topics, or make them: labels as they come, counts of windows. */
@NullMarked
package io.zerostream.cli.records;

import org.jspecify.annotations.NullMarked;
