package io.zerostream.trainer.publish;

/**
 * What was published.
 *
 * @param model name of the model
 * @param version its version
 * @param chunks records its tensors take
 * @param classSetRevision revision of the class set
 * @param deploymentRevision revision of the deployment, or 0 when it was left alone
 */
public record Publication(String model, String version, int chunks, long classSetRevision, long deploymentRevision) {}
