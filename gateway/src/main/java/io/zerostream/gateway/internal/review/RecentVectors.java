package io.zerostream.gateway.internal.review;

import io.zerostream.gateway.internal.registry.Refusal;
import io.zerostream.gateway.internal.registry.RefusedException;
import io.zerostream.model.classes.Units;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Semantic vectors of recent pictures, made one after the other by a thread that begins when somebody asks and rests when
 * all that was asked for last is done. The latest are kept. Thread-safe.
 */
public final class RecentVectors implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RecentVectors.class);
    private static final int KEPT = 2000;
    private static final Duration IDLE = Duration.ofSeconds(30);

    private final Embedder embedder;
    private final Function<PictureId, Optional<byte[]>> pictures;
    private final ExecutorService working;
    private final Map<Key, Made> made = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Made> eldest) {
            return size() > KEPT;
        }
    };
    private List<Key> wanted = List.of();
    private boolean busy;
    private @Nullable String problem;

    /** A picture. */
    public record PictureId(String sourceId, String eventId) {}

    /** A picture as a model sees it. */
    record Key(String model, String version, PictureId picture) {}

    /** What came of it: the vector at length 1; null = the picture cannot be had or not be used. */
    private record Made(float @Nullable [] unit) {}

    /**
     * @param embedder makes vectors
     * @param pictures encoded, while the gateway has them
     */
    public RecentVectors(Embedder embedder, Function<PictureId, Optional<byte[]>> pictures) {
        this.embedder = embedder;
        this.pictures = pictures;
        ThreadPoolExecutor one =
                new ThreadPoolExecutor(1, 1, IDLE.toSeconds(), TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                    Thread thread = new Thread(task, "gateway-review");
                    thread.setDaemon(true);
                    return thread;
                });
        one.allowCoreThreadTimeOut(true);
        this.working = one;
    }

    /**
     * What is there of some vectors.
     *
     * @param vectors (a) of length 1, in the order asked for; null = not there
     * @param waiting how many are still to be made
     * @param problem why no more are made at present, for people; null = nothing is wrong
     */
    record Progress(
            List<float @Nullable []> vectors,
            int waiting,
            @Nullable String problem) {}

    /** Asks for vectors, in the place of what was asked for before, and says what is there already. */
    synchronized Progress ask(List<Key> keys) {
        wanted = List.copyOf(keys);
        int waiting = (int) keys.stream().filter(key -> !made.containsKey(key)).count();
        if (waiting > 0 && !busy) {
            // what was in the way is said until a picture was looked at again
            begin();
        }
        List<float @Nullable []> vectors = new ArrayList<>();
        for (Key key : keys) {
            Made there = made.get(key);
            vectors.add(there == null ? null : there.unit());
        }
        return new Progress(vectors, waiting, problem);
    }

    /**
     * The vector of one picture, made now if it is not there.
     *
     * @return (a) of length 1; empty when the gateway has no such picture any more
     * @throws RefusedException when it cannot be had
     */
    Optional<float[]> now(Key key) {
        synchronized (this) {
            Made there = made.get(key);
            if (there != null && there.unit() != null) {
                return Optional.of(there.unit());
            }
        }
        Optional<float[]> unit =
                pictures.apply(key.picture()).flatMap(picture -> of(key.model(), key.version(), picture));
        keep(key, unit.orElse(null));
        return unit;
    }

    /**
     * The vector of a picture that is none of the recent ones; it is not kept.
     *
     * @param picture encoded
     * @return (a) of length 1; empty when it has no direction
     * @throws RefusedException when it cannot be had
     */
    Optional<float[]> of(String model, String version, byte[] picture) {
        return unit(embedder.embed(model, version, picture));
    }

    /** Whether its vector is there, or the picture. */
    boolean isAtHand(Key key) {
        return isMade(key) || pictures.apply(key.picture()).isPresent();
    }

    /** Whether its vector is there. */
    synchronized boolean isMade(Key key) {
        Made there = made.get(key);
        return there != null && there.unit() != null;
    }

    private void begin() {
        try {
            working.execute(this::work);
            busy = true;
        } catch (RejectedExecutionException e) {
            LOG.debug("the gateway is closing", e);
        }
    }

    private void work() {
        try {
            for (Key key = next(); key != null; key = next()) {
                look(key);
            }
        } catch (RefusedException e) {
            rest(e.getMessage() + (e.hint().isEmpty() ? "" : ": " + e.hint()));
        } catch (RuntimeException e) {
            LOG.error("a picture could not be looked at", e);
            rest("the model fails: see the gateway's log");
        } finally {
            // also after an error that nobody catches
            idle();
        }
    }

    private void look(Key key) {
        try {
            now(key);
        } catch (RefusedException e) {
            if (e.refusal() != Refusal.UNDECODABLE_PICTURE) {
                throw e;
            }
            keep(key, null);
        }
    }

    private synchronized @Nullable Key next() {
        return wanted.stream().filter(key -> !made.containsKey(key)).findFirst().orElse(null);
    }

    private synchronized void keep(Key key, float @Nullable [] unit) {
        if (unit != null && pictures.apply(key.picture()).isEmpty()) {
            // forgotten while it was looked at
            return;
        }
        made.put(key, new Made(unit));
        problem = null;
    }

    private synchronized void rest(String why) {
        problem = why;
    }

    private synchronized void idle() {
        busy = false;
    }

    /** Empty when it has no direction. */
    private static Optional<float[]> unit(float[] vector) {
        double squares = Units.dot(vector, vector);
        return squares > 0 && squares < Double.POSITIVE_INFINITY ? Optional.of(Units.unit(vector)) : Optional.empty();
    }

    /** Forgets a source. */
    public synchronized void forgetSource(String sourceId) {
        made.keySet().removeIf(key -> key.picture().sourceId().equals(sourceId));
        wanted = wanted.stream()
                .filter(key -> !key.picture().sourceId().equals(sourceId))
                .toList();
    }

    @Override
    public void close() {
        working.shutdownNow();
    }
}
