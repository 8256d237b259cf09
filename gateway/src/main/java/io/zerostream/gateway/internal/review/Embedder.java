package io.zerostream.gateway.internal.review;

/** Makes semantic vectors of pictures. */
@FunctionalInterface
public interface Embedder {
    /**
     * The semantic vector (a) of a picture, as the network gives it. Blocks until it is there.
     *
     * @param picture encoded
     * @throws io.zerostream.gateway.internal.registry.RefusedException when it cannot be had
     */
    float[] embed(String model, String version, byte[] picture);
}
