package io.zerostream.job.internal.classify;

import io.zerostream.job.config.Batching;
import io.zerostream.job.internal.LatencyBudget;
import java.io.Serializable;
import java.time.Duration;

/**
 * What the operator is told.
 *
 * @param batching when a batch goes to the model
 * @param budget sheds pictures that waited too long
 * @param deployment the deployment to follow
 * @param gpu whether to run on the GPU that Flink assigns to the slot; else on the CPU
 * @param pinned whether the registries are pinned for the run: then what they refuse fails the job, for nothing else can
 *     come
 * @param swapTimeout how long a deployment may take from the first subtask that wants it to the last that is ready
 */
public record ClassifySettings(
        Batching batching, LatencyBudget budget, String deployment, boolean gpu, boolean pinned, Duration swapTimeout)
        implements Serializable {}
