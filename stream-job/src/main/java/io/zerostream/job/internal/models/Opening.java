package io.zerostream.job.internal.models;

import io.zerostream.job.internal.Failure;
import io.zerostream.job.internal.Mail;
import io.zerostream.job.internal.control.Plan;
import io.zerostream.schemas.avro.ModelVersion;
import java.util.Collection;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One model that is being opened, on a thread that does nothing else meanwhile. The answer comes by mail, unless the opening was given up
 * before: then what it brings is given back, however late.
 */
public final class Opening implements Runnable {
    /** Hears the answer, on the task's thread. */
    public interface Listener {
        /** A model is open; the listener takes over the share. */
        void opened(ModelVersion version, SharedModel model);

        /** A model could not be opened. */
        void notOpened(ModelVersion version, Exception why);
    }

    /** Opens models, wherever they come from. */
    public interface Opener {
        /** @param abandoned whether nobody waits for it any more */
        SharedModel open(ModelVersion version, BooleanSupplier abandoned) throws Exception;

        /** These versions have answered before, here or elsewhere: what is wrong with their answers is no fault of theirs. */
        void trust(Collection<ModelVersion> versions);
    }

    private final ModelVersion version;
    private final Opener opener;
    private final Mail mail;
    private final Listener listener;
    private @Nullable Thread thread;
    private @Nullable SharedModel parcel;
    private boolean abandoned;

    public Opening(ModelVersion version, Opener opener, Mail mail, Listener listener) {
        this.version = version;
        this.opener = opener;
        this.mail = mail;
        this.listener = listener;
    }

    @Override
    public void run() {
        if (begin()) {
            try {
                open();
            } finally {
                end();
            }
        }
    }

    private void open() {
        try {
            SharedModel model = opener.open(version, this::isAbandoned);
            if (deposit(model)) {
                mail.post("model open", this::deliver);
            } else {
                model.release();
            }
        } catch (Exception e) {
            mail.post("model not open", () -> tell(e));
        } catch (Error e) {
            mail.post("model broke", () -> {
                Failure.log(
                        Failure.Reason.OPENING_BROKE, Plan.id(version), "the JVM broke while it opened the model", e);
                // as it is: Flink ends the process for some of them
                throw e;
            });
        }
    }

    private synchronized boolean begin() {
        if (!abandoned) {
            thread = Thread.currentThread();
        }
        return !abandoned;
    }

    /** The thread is for others now: an interruption that was meant for this opening is not for them. */
    private synchronized void end() {
        thread = null;
        Thread.interrupted();
    }

    private synchronized boolean isAbandoned() {
        return abandoned;
    }

    private synchronized boolean deposit(SharedModel model) {
        if (!abandoned) {
            parcel = model;
        }
        return !abandoned;
    }

    private void deliver() {
        SharedModel model = collect();
        if (model != null) {
            listener.opened(version, model);
        }
    }

    private void tell(Exception why) {
        if (!isAbandoned()) {
            listener.notOpened(version, why);
        }
    }

    private synchronized @Nullable SharedModel collect() {
        SharedModel model = parcel;
        parcel = null;
        return model;
    }

    /** Nobody waits for it any more. */
    public void abandon() {
        SharedModel model;
        synchronized (this) {
            abandoned = true;
            if (thread != null) {
                thread.interrupt();
            }
            model = collect();
        }
        if (model != null) {
            model.release();
        }
    }
}
