package io.zerostream.trainer.loop;

import com.fasterxml.jackson.databind.JsonNode;
import io.zerostream.model.matching.SemanticSpace;
import io.zerostream.trainer.learn.Trainee;
import java.util.List;

/** Makes networks to train, by the names that manifests call them. A new one is a package and a line in {@code META-INF/services}. */
public interface Architecture extends Named {
    /** The record that the run's {@code loss} is read into. */
    Class<?> loss();

    /** Whether it can learn a teacher's features as well. */
    default boolean teachable() {
        return false;
    }

    /**
     * The network's configuration as a manifest carries it: the one of the run, and what the data decides.
     *
     * @throws RuntimeException saying what is wrong with {@code network}
     */
    JsonNode complete(JsonNode network, SemanticSpace space);

    /**
     * A network without weights, and its loss.
     *
     * @param network as {@link #complete} gave it
     * @param config of the run
     * @param space of the data
     * @param trained attribute values (a) in [0,1] of the classes to train on
     * @param taught t, how many features a teacher gives; 0 without one
     */
    Trainee build(JsonNode network, LoopConfig config, SemanticSpace space, List<float[]> trained, int taught);
}
