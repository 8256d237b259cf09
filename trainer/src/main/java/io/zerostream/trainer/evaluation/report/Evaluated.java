package io.zerostream.trainer.evaluation.report;

import io.zerostream.model.classes.SemanticVectors;
import java.util.List;

/**
 * An evaluation with what its page shows beyond the figures.
 *
 * @param report the figures
 * @param vectors of the test pictures of unseen classes; of all when there are none of those
 * @param classNames of all classes, in the order of the vectors' class indices
 * @param looks pictures with where the model looked; empty when none were asked for or it cannot tell
 */
public record Evaluated(
        EvaluationReport report, SemanticVectors vectors, List<String> classNames, List<AttentionView> looks) {}
