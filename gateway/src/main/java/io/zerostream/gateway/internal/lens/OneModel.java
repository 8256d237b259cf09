package io.zerostream.gateway.internal.lens;

import io.zerostream.gateway.internal.registry.Refusal;
import io.zerostream.gateway.internal.registry.RefusedException;
import io.zerostream.model.ModelException;
import io.zerostream.model.inference.ZeroShotModel;
import io.zerostream.schemas.SafeText;
import io.zerostream.schemas.SchemaRegistryException;
import io.zerostream.schemas.avro.ModelVersion;
import io.zerostream.schemas.chunks.ChunksException;
import java.time.Duration;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** At most one open model, which is owned here. Opened by one thread; closed by any. */
final class OneModel {
    private static final Logger LOG = LoggerFactory.getLogger(OneModel.class);

    private final ModelOpener opener;
    private @Nullable ModelVersion version;
    private @Nullable ZeroShotModel model;
    private boolean ended;

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
        } catch (KafkaException | SchemaRegistryException e) {
            throw kafkaAway(wanted, e);
        } catch (ModelException | ChunksException e) {
            throw unreadable(wanted, e);
        } catch (RuntimeException | LinkageError e) {
            // the engine, on a machine that it has no libraries for
            LOG.warn("model {} {} cannot be opened here", wanted.getName(), wanted.getVersion(), e);
            throw unreadable(wanted, e);
        }
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

    /** Why there is no answer of a version, and never will be. */
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
