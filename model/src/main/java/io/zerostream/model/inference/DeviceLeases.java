package io.zerostream.model.inference;

import ai.djl.Device;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who computes on which of this process's GPUs. A host that hands all its devices to each of its workers (Flink tells
 * every slot of a task manager the same list) lets them take turns here, so that each gets one of its own while there are
 * enough. Thread-safe.
 */
public final class DeviceLeases {
    private static final Logger LOG = LoggerFactory.getLogger(DeviceLeases.class);

    /** Those of this process, whatever job or library asks. */
    public static final DeviceLeases OF_PROCESS = new DeviceLeases();

    private final Map<Integer, Integer> leases = new HashMap<>();

    /**
     * The device that the fewest have; of several, the one with the lowest index.
     *
     * @param indexes of the GPUs to choose from
     * @return to be closed by the caller when it computes no more
     * @throws IllegalArgumentException when there is none to choose from
     */
    public synchronized Lease take(Collection<Integer> indexes) {
        int index = indexes.stream()
                .min(Comparator.comparingInt(this::taken).thenComparing(Comparator.naturalOrder()))
                .orElseThrow(() -> new IllegalArgumentException("no GPU to choose from"));
        int sharers = taken(index);
        if (sharers > 0) {
            LOG.warn("GPU {} of {} is taken by one more, who shares it with {}", index, indexes, sharers);
        }
        leases.put(index, sharers + 1);
        return new Lease(index);
    }

    private int taken(int index) {
        return leases.getOrDefault(index, 0);
    }

    private synchronized void giveBack(int index) {
        leases.computeIfPresent(index, (i, count) -> count == 1 ? null : count - 1);
    }

    /** One worker's hold on a device. */
    public final class Lease implements AutoCloseable {
        private final int index;
        private boolean closed;

        private Lease(int index) {
            this.index = index;
        }

        /** Where to compute. */
        public Device device() {
            return Device.gpu(index);
        }

        /** Lets another have it; more than once does no harm. */
        @Override
        public void close() {
            synchronized (DeviceLeases.this) {
                if (!closed) {
                    closed = true;
                    giveBack(index);
                }
            }
        }
    }
}
