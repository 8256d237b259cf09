package io.zerostream.gateway.internal.live;

import io.zerostream.gateway.internal.view.LabelView;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The latest labels by their pictures, at most so many and so many bytes of them. Not thread-safe. */
final class WaitingLabels {
    private final int capacity;
    private final long capacityBytes;
    private final Map<String, Sized> latest = new LinkedHashMap<>();
    private long bytes;

    /** @param bytes of it on its topic */
    record Sized(LabelView label, long bytes) {}

    WaitingLabels(int capacity, long capacityBytes) {
        this.capacity = capacity;
        this.capacityBytes = capacityBytes;
    }

    private static String picture(LabelView label) {
        return label.sourceId() + '\n' + label.eventId();
    }

    void add(LabelView label, long size) {
        take(label);
        if (size > capacityBytes) {
            return;
        }
        latest.put(picture(label), new Sized(label, size));
        bytes += size;
        while (latest.size() > capacity || bytes > capacityBytes) {
            take(latest.values().iterator().next().label());
        }
    }

    /** The label of the same picture, which is forgotten; null when there is none. */
    @Nullable
    Sized take(LabelView label) {
        Sized taken = latest.remove(picture(label));
        bytes -= taken == null ? 0 : taken.bytes();
        return taken;
    }

    void forget(Predicate<LabelView> meant) {
        latest.values().removeIf(sized -> meant.test(sized.label()));
        bytes = latest.values().stream().mapToLong(Sized::bytes).sum();
    }
}
