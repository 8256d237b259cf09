package io.zerostream.job.internal.control;

import io.zerostream.schemas.avro.ModelVersion;

/**
 * What makes a model the model it is, whatever it is called and wherever it is kept: the weights, and the manifest that
 * says how pictures come to it and what its answers mean. The same weights with another manifest answer otherwise, or
 * cannot be opened at all.
 *
 * @param sha256 of the safetensors file
 * @param manifest the whole text
 */
public record ModelContent(String sha256, String manifest) {
    /** Of a published version. */
    public static ModelContent of(ModelVersion version) {
        return new ModelContent(version.getSha256(), version.getManifest());
    }
}
