package io.zerostream.gateway.internal.view;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the pipeline ran lately, step by step, the oldest first. Of a step without labels (of {@code lag}: without an answer of
 * Kafka) the value is null.
 *
 * @param from when the first step began
 * @param stepMs length of a step, milliseconds; the last one is still running
 * @param lag pictures in Kafka that the job had not finished at the end of the step
 * @param latencyP50 from captured to seen by the gateway, milliseconds: median
 * @param latencyP95 its 95th percentile
 * @param batchSize mean
 * @param queueMs mean time in Kafka; likewise the others: decoding, waiting for a batch, network and match
 */
public record RunningView(
        String from,
        long stepMs,
        List<Long> pictures,
        List<Long> labels,
        List<Long> deadLetters,
        List<@Nullable Long> lag,
        List<@Nullable Long> latencyP50,
        List<@Nullable Long> latencyP95,
        List<@Nullable Double> batchSize,
        List<@Nullable Double> queueMs,
        List<@Nullable Double> decodeMs,
        List<@Nullable Double> batchWaitMs,
        List<@Nullable Double> inferenceMs) {}
