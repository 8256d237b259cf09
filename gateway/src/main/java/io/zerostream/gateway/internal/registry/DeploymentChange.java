package io.zerostream.gateway.internal.registry;

import io.zerostream.schemas.avro.Deployment;
import java.util.List;

/**
 * A deployment after a change.
 *
 * @param deployment its newest revision
 * @param changed false = it said so already, and has no new revision
 * @param warnings what the caller should know
 */
public record DeploymentChange(Deployment deployment, boolean changed, List<String> warnings) {}
