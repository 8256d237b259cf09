package io.zerostream.job.internal.control;

import io.zerostream.schemas.avro.ModelVersion;

/**
 * What makes a model the model it is, wherever its weights are kept: they, the manifest that says how pictures come to it
 * and what its answers mean, and what the record says of both, which must agree with the manifest. A model that is open
 * stands for another version only when nothing of this differs: else one would serve that could not be opened again after
 * a restart, or that answers otherwise than its manifest says.
 *
 * @param name of the model
 * @param version of the model
 * @param architecture as in the record
 * @param space as in the record
 * @param sha256 of the safetensors file
 * @param manifest the whole text
 */
public record ModelContent(
        String name, String version, String architecture, String space, String sha256, String manifest) {
    /** Of a published version. */
    public static ModelContent of(ModelVersion published) {
        return new ModelContent(
                published.getName(),
                published.getVersion(),
                published.getArchitecture(),
                published.getSpace(),
                published.getSha256(),
                published.getManifest());
    }
}
