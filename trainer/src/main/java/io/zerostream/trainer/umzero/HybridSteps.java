package io.zerostream.trainer.umzero;

import ai.djl.ndarray.NDArray;
import io.zerostream.trainer.learn.Lanes;
import io.zerostream.trainer.learn.Stepper;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Trains all branches at once, each in its lane; closing leaves the weights. */
final class HybridSteps implements Stepper<HybridBatch>, AutoCloseable {
    private final List<BranchLearner> learners;
    private final Lanes lanes;

    HybridSteps(List<BranchLearner> learners, Lanes lanes) {
        this.learners = List.copyOf(learners);
        this.lanes = lanes;
    }

    @Override
    public double step(HybridBatch batch, double share) {
        return lanes
                .all(learners.size(), i -> learners.get(i).step(batch.parts().get(i), share))
                .stream()
                .mapToDouble(Double::doubleValue)
                .average()
                .orElseThrow();
    }

    @Override
    public Map<String, NDArray> memory() {
        Map<String, NDArray> all = new LinkedHashMap<>();
        for (int i = 0; i < learners.size(); i++) {
            String prefix = "branches." + i + "/";
            learners.get(i).weights().memory().forEach((name, array) -> all.put(prefix + name, array));
        }
        return all;
    }

    /** The branches' are equal: they step together. */
    @Override
    public long[] counts() {
        return learners.get(0).weights().counts();
    }

    @Override
    public void resume(long[] counts) {
        learners.forEach(learner -> learner.weights().resume(counts));
    }

    @Override
    public void close() {
        learners.forEach(BranchLearner::close);
    }
}
