package io.zerostream.trainer.learn;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import io.zerostream.model.nn.NamedBlock;
import java.util.Map;

/** What the loop trains: a network with its loss. A new architecture is one implementation. Used by one thread at a time. */
public interface Trainee {
    /** The network, whose weights become the checkpoint; its forward gives semantic vectors (B,a). */
    NamedBlock network();

    /** All weights to train, by name: the network's, and what only training needs. */
    default Map<String, Parameter> parameters() {
        return network().officialParameters();
    }

    /**
     * Forward, loss and the way back for a batch or a part of one: adds to the gradients of the parameters.
     *
     * @param store on a manager that lives as long as the weights
     * @param images (B,3,H,W), normalised; its manager owns what the call makes, and is closed by the caller
     * @param batch the rest of what is known about the pictures
     * @param share factor of loss and gradients
     * @return loss times share
     */
    float addGradients(ParameterStore store, NDArray images, Batch batch, float share);
}
