/**
 * The pickle machine: runs the part of Python's pickles that puts numbers, texts, dicts and lists together. What the names in
 * one stand for, a {@link io.zerostream.model.checkpoint.pytorch.internal.pickle.PickleBuilder} says.
 */
@NullMarked
package io.zerostream.model.checkpoint.pytorch.internal.pickle;

import org.jspecify.annotations.NullMarked;
