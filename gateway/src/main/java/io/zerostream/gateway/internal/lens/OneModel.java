package io.zerostream.gateway.internal.lens;

import io.zerostream.gateway.internal.registry.Refusal;
import io.zerostream.gateway.internal.registry.RefusedException;
import io.zerostream.model.inference.ZeroShotModel;
import io.zerostream.schemas.SafeText;
import io.zerostream.schemas.SchemaRegistryException;
import io.zerostream.schemas.avro.ModelVersion;
import java.time.Duration;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** At most one open model, which is owned here. Opened by one thread; closed by any. */
final class OneModel {
    private static final Logger LOG = LoggerFactory.getLogger(OneModel.class);
    /** Each try may read hundreds of megabytes, and others wait meanwhile; yet a missing right, say, is given some time. */
    private static final Duration TRIED_AGAIN = Duration.ofMinutes(1);

    private final ModelOpener opener;
    private @Nullable ModelVersion version;
    private @Nullable ZeroShotModel model;
    private @Nullable Failure failure;
    private boolean ended;

    /** The last version that could not be opened, why, and when that was by {@link System#nanoTime}. */
    private record Failure(ModelVersion version, Throwable why, long at) {}

    OneModel(ModelOpener opener) {
        this.opener = opener;
    }

    /**
     * The model of a version; closes that of another first, so that never two are held.
     *
     * @throws RefusedException when it cannot be opened
     */
    ZeroShotModel get(ModelVersion wanted) {
        ZeroShotModel known = known(wanted);
        if (known != null) {
            return known;
        }
        Failure last = failure;
        if (last != null && last.version().equals(wanted) && System.nanoTime() - last.at() < TRIED_AGAIN.toNanos()) {
            throw unreadable(wanted, last.why());
        }
        close();
        long started = System.nanoTime();
        ZeroShotModel fresh = opened(wanted);
        LOG.info(
                "opened model {} {} to look into it, in {} ms",
                wanted.getName(),
                wanted.getVersion(),
                Duration.ofNanos(System.nanoTime() - started).toMillis());
        keep(wanted, fresh);
        return fresh;
    }

    private synchronized @Nullable ZeroShotModel known(ModelVersion wanted) {
        return wanted.equals(version) ? model : null;
    }

    private ZeroShotModel opened(ModelVersion wanted) {
        try {
            return opener.open(wanted);
        } catch (AuthorizationException e) {
            throw failed(wanted, e);
        } catch (KafkaException | SchemaRegistryException e) {
            throw kafkaAway(wanted, e);
        } catch (RuntimeException | LinkageError e) {
            // its bytes, or the engine, on a machine that it has no libraries for
            throw failed(wanted, e);
        }
    }

    private RefusedException failed(ModelVersion wanted, Throwable why) {
        LOG.warn("model {} {} cannot be opened here", wanted.getName(), wanted.getVersion(), why);
        failure = new Failure(wanted, why, System.nanoTime());
        return unreadable(wanted, why);
    }

    private static RefusedException kafkaAway(ModelVersion version, Exception why) {
        LOG.warn("model {} {} cannot be read", version.getName(), version.getVersion(), why);
        return RefusedException.later(
                Refusal.KAFKA_AWAY,
                "model " + version.getName() + ' ' + version.getVersion() + " cannot be read at present: "
                        + SafeText.of(String.valueOf(why.getMessage())),
                "ask again later (Retry-After)",
                Duration.ofSeconds(5));
    }

    /** Why there is no answer of a version. */
    static RefusedException unreadable(ModelVersion version, Throwable why) {
        return new RefusedException(
                Refusal.MODEL_UNREADABLE,
                "model " + version.getName() + ' ' + version.getVersion() + " gives no answer: "
                        + SafeText.of(why.getMessage() == null ? why.toString() : why.getMessage()),
                "");
    }

    private synchronized void keep(ModelVersion wanted, ZeroShotModel fresh) {
        if (ended) {
            fresh.close();
        } else {
            version = wanted;
            model = fresh;
        }
    }

    synchronized boolean isOpen() {
        return model != null;
    }

    /** Frees it; waits while it works. */
    synchronized void close() {
        if (model != null) {
            model.close();
            model = null;
            LOG.info("closed the model that was looked into");
        }
        version = null;
    }

    /** Frees it for good: what is opened from now on is closed at once. */
    synchronized void end() {
        ended = true;
        close();
    }
}
