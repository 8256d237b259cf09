/** Class and model registry: folding of the compacted topics, checked edits. */
@NullMarked
package io.zerostream.gateway.internal.registry;

import org.jspecify.annotations.NullMarked;
