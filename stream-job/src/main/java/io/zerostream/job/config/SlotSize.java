package io.zerostream.job.config;

import java.io.Serializable;
import org.apache.flink.api.common.operators.SlotSharingGroup;
import org.apache.flink.configuration.MemorySize;

/**
 * What a slot takes of its task manager. Flink only counts: it fits slots into task managers by these, and does not hold
 * the work in a slot to them, but for managed memory.
 *
 * @param cores processor cores ({@code slot.<group>.cores})
 * @param heap task heap ({@code slot.<group>.heap})
 * @param offHeap task off-heap memory ({@code slot.<group>.off-heap})
 * @param managed managed memory, of use with RocksDB only ({@code slot.<group>.managed})
 */
public record SlotSize(double cores, MemorySize heap, MemorySize offHeap, MemorySize managed) implements Serializable {
    /** What {@link Slots#DEFAULT} uses. */
    public static final SlotSize DEFAULT =
            new SlotSize(1, MemorySize.ofMebiBytes(512), MemorySize.ZERO, MemorySize.ZERO);

    /** @throws JobConfigException naming the key that is out of range */
    void check(String group) {
        if (!(cores > 0 && Double.isFinite(cores))) {
            throw new JobConfigException("slot." + group + ".cores", cores + " must be above 0");
        }
        Checks.atLeast("slot." + group + ".heap", heap.getMebiBytes(), 1);
    }

    /** A slot sharing group of that name whose slots have this size, to add to and build. */
    public SlotSharingGroup.Builder of(String group) {
        return SlotSharingGroup.newBuilder(group)
                .setCpuCores(cores)
                .setTaskHeapMemory(heap)
                .setTaskOffHeapMemory(offHeap)
                .setManagedMemory(managed);
    }
}
