/**
 * The protocol of Xian et al., "Zero-Shot Learning: A Comprehensive Evaluation of the Good, the Bad and the Ugly": T1, U,
 * S and H by per-class means, calibrated stacking, and what goes with it: AUSUC, intervals, confusions, attributes.
 */
@NullMarked
package io.zerostream.trainer.evaluation;

import org.jspecify.annotations.NullMarked;
