/** One model on one data set: asked for its vectors, and what came of it as figures, JSON and a page. */
@NullMarked
package io.zerostream.trainer.evaluation.report;

import org.jspecify.annotations.NullMarked;
