package io.zerostream.job.internal.classify;

import io.zerostream.job.internal.control.ControlRecord;
import io.zerostream.job.internal.control.Plan;
import io.zerostream.job.internal.control.RegistryReader;
import io.zerostream.schemas.avro.ModelVersion;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What takes long and must not hold up the task's thread: opening models and reading the registries to their end. One
 * thread; answers come by mail. A model that arrives when the task has ended is given back.
 */
final class Background implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Background.class);

    /** Hears the answers, on the task's thread. */
    interface Listener {
        /** All records there are. */
        void registriesRead(List<ControlRecord> records);

        /** Kafka or the schema registry is away. */
        void registriesUnreadable(Exception why);

        /** A model is open; the listener takes over the share. */
        void opened(ModelVersion version, SharedModel model);

        /** A model could not be opened. */
        void notOpened(ModelVersion version, Exception why);
    }

    /** Opens models, wherever they come from. */
    interface Opening {
        SharedModel open(ModelVersion version) throws Exception;
    }

    private final RegistryReader registries;
    private final Opening opening;
    private final Mail mail;
    private final Listener listener;
    private final ScheduledExecutorService executor;
    private @Nullable SharedModel parcel;
    private boolean closed;

    Background(RegistryReader registries, Opening opening, Mail mail, Listener listener, ThreadFactory threads) {
        this.registries = registries;
        this.opening = opening;
        this.mail = mail;
        this.listener = listener;
        this.executor = new ScheduledThreadPoolExecutor(1, threads);
    }

    /** Reads the registries, after a delay. */
    void readRegistries(Duration delay) {
        executor.schedule(this::readNow, delay.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void readNow() {
        try {
            List<ControlRecord> records = new ArrayList<>(registries.readClasses());
            records.addAll(registries.readModels());
            mail.post("registries read", () -> listener.registriesRead(records));
        } catch (Exception e) {
            mail.post("registries away", () -> listener.registriesUnreadable(e));
        }
    }

    /** Opens a model, after a delay. One at a time: ask for the next when this one is answered. */
    void open(ModelVersion version, Duration delay) {
        executor.schedule(() -> openNow(version), delay.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void openNow(ModelVersion version) {
        try {
            if (deposit(opening.open(version))) {
                mail.post("model open", () -> listener.opened(version, collect()));
            }
        } catch (Exception e) {
            mail.post("model refused", () -> listener.notOpened(version, e));
        } catch (Error e) {
            mail.post("model broke", () -> {
                Failure.log(
                        Failure.Reason.OPENING_BROKE, Plan.id(version), "the JVM broke while it opened the model", e);
                // as it is: Flink ends the process for some of them
                throw e;
            });
        }
    }

    private synchronized boolean deposit(SharedModel model) {
        if (closed) {
            LOG.info("a model was opened after its task ended; closing it");
            model.release();
            return false;
        }
        parcel = model;
        return true;
    }

    private synchronized SharedModel collect() {
        SharedModel model = parcel;
        if (model == null) {
            throw new IllegalStateException("no model was deposited");
        }
        parcel = null;
        return model;
    }

    @Override
    public void close() {
        executor.shutdownNow();
        synchronized (this) {
            closed = true;
            if (parcel != null) {
                parcel.release();
                parcel = null;
            }
        }
    }
}
