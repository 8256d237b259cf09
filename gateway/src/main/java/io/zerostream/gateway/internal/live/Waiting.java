package io.zerostream.gateway.internal.live;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Those who wait for what becomes of pictures. Each says which before they are written, and hears of them as they come from
 * the topics, so that at no rate one is missed. Thread-safe; telling never waits.
 */
public final class Waiting {
    private final Map<Picture, List<Waiter>> waiters = new ConcurrentHashMap<>();

    private record Picture(String sourceId, String eventId) {}

    /** Begins to wait for nothing yet. */
    public Waiter waiter() {
        return new Waiter();
    }

    /** Pictures that somebody waits for. */
    public int pictures() {
        return waiters.size();
    }

    boolean isAwaited(String sourceId, String eventId) {
        return waiters.containsKey(new Picture(sourceId, eventId));
    }

    void tell(String sourceId, String eventId, Fate fate) {
        Picture picture = new Picture(sourceId, eventId);
        List<Waiter> told = waiters.get(picture);
        if (told != null) {
            told.forEach(waiter -> waiter.hear(picture, fate));
        }
    }

    /** One who waits; to be closed. */
    public final class Waiter implements AutoCloseable {
        private final Set<Picture> pictures = new HashSet<>();
        private final Set<Picture> missing = new HashSet<>();
        private final Map<Picture, Fate> fates = new HashMap<>();
        private final CompletableFuture<Void> over = new CompletableFuture<>();
        private boolean begun;

        private Waiter() {}

        /** Waits for a picture too; to be said before it is written. */
        public void expect(String sourceId, String eventId) {
            Picture picture = new Picture(sourceId, eventId);
            synchronized (this) {
                missing.add(picture);
                if (!pictures.add(picture)) {
                    return;
                }
            }
            waiters.compute(picture, (p, others) -> {
                List<Waiter> all = others == null ? new ArrayList<>() : new ArrayList<>(others);
                all.add(this);
                return all;
            });
        }

        /** Waits for a picture no more: it was not written. */
        public synchronized void giveUp(String sourceId, String eventId) {
            missing.remove(new Picture(sourceId, eventId));
            look();
        }

        private synchronized void hear(Picture picture, Fate fate) {
            // the first: others are repeats
            if (fates.putIfAbsent(picture, fate) == null) {
                missing.remove(picture);
                look();
            }
        }

        private void look() {
            if (begun && missing.isEmpty()) {
                over.complete(null);
            }
        }

        /**
         * Completes when all is known, or the time is over. On the thread that tells, or one that all share: what is to be done
         * then is somebody else's work.
         */
        public synchronized CompletableFuture<Void> within(Duration time) {
            begun = true;
            look();
            return over.completeOnTimeout(null, time.toNanos(), TimeUnit.NANOSECONDS);
        }

        /** What became of a picture; null = not known yet. */
        public synchronized @Nullable Fate fate(String sourceId, String eventId) {
            return fates.get(new Picture(sourceId, eventId));
        }

        /** Hears nothing any more. What it heard it still knows. */
        @Override
        public void close() {
            Set<Picture> all;
            synchronized (this) {
                all = Set.copyOf(pictures);
            }
            all.forEach(picture -> waiters.computeIfPresent(picture, (p, others) -> {
                List<Waiter> rest =
                        others.stream().filter(other -> other != this).toList();
                return rest.isEmpty() ? null : rest;
            }));
        }
    }
}
