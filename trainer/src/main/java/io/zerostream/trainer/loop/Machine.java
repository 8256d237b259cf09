package io.zerostream.trainer.loop;

import ai.djl.Device;
import io.zerostream.trainer.internal.Checks;

/**
 * What a run may use, and how often it saves itself. Nothing here changes the figures, but the number of threads may in
 * the last digits.
 *
 * @param device {@code cpu}, {@code gpu0}, …
 * @param threads of a tensor operation
 * @param readers threads that make batches ahead of the steps
 * @param saveSeconds least time between two saved states; 0 = after every step
 */
public record Machine(String device, int threads, int readers, int saveSeconds) {
    public Machine {
        Checks.require(device.matches("cpu|gpu\\d+"), "machine.device", "must be cpu, gpu0, gpu1, …", device);
        Checks.require(threads >= 1, "machine.threads", "must be at least 1", threads);
        Checks.require(readers >= 1, "machine.readers", "must be at least 1", readers);
        Checks.require(saveSeconds >= 0, "machine.saveSeconds", "must be at least 0", saveSeconds);
    }

    /** All of the processor. */
    public static Machine standard() {
        return new Machine("cpu", Runtime.getRuntime().availableProcessors(), 1, 60);
    }

    /** The device as the engine knows it. */
    public Device engineDevice() {
        return Device.fromName(device);
    }
}
