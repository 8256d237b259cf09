package io.zerostream.job.internal.serving;

import io.zerostream.job.internal.Failure;
import io.zerostream.job.internal.Mail;
import io.zerostream.job.internal.control.RegistryContent;
import io.zerostream.job.internal.control.RegistryReader;
import io.zerostream.job.internal.models.Opening;
import io.zerostream.schemas.avro.ModelVersion;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What takes long and must not hold up the task's thread: opening models, none behind another that hangs, and reading
 * the registries to their end. Threads are used again until the task ends, for PyTorch keeps memory for each new one. Answers come by mail; whatever goes wrong is one of them.
 */
public final class Background implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Background.class);

    /** Hears what was read, on the task's thread. */
    interface Listener extends Opening.Listener {
        /** All that both say. */
        void registriesRead(RegistryContent classes, RegistryContent models);

        /** Kafka or the schema registry is away. */
        void registriesUnreadable(Exception why);

        /** Which topics the registries are at present, as {@link RegistryReader.Watch#topicIds} says. */
        void registriesAre(Map<String, Long> topicIds);
    }

    private final RegistryReader registries;
    private final Opening.Opener opener;
    private final Mail mail;
    private final Listener listener;
    private final ExecutorService loaders;
    private final ScheduledExecutorService reader;
    private RegistryReader.@Nullable Watch watch;

    public Background(
            RegistryReader registries, Opening.Opener opener, Mail mail, Listener listener, ThreadFactory threads) {
        this.registries = registries;
        this.opener = opener;
        this.mail = mail;
        this.listener = listener;
        this.loaders = new ThreadPoolExecutor(
                1,
                Integer.MAX_VALUE,
                Long.MAX_VALUE,
                TimeUnit.NANOSECONDS,
                new SynchronousQueue<>(),
                threads,
                new ThreadPoolExecutor.DiscardPolicy());
        this.reader = new ScheduledThreadPoolExecutor(1, threads, new ThreadPoolExecutor.DiscardPolicy());
    }

    /** Reads the registries, after a delay. */
    void readRegistries(Duration delay) {
        reader.schedule(this::readNow, delay.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Looks again and again which topics the registries are. While Kafka is away nothing is told. */
    public void watchRegistries(Duration between) {
        if (watch == null) {
            RegistryReader.Watch opened = registries.watch();
            watch = opened;
            reader.scheduleWithFixedDelay(
                    () -> look(opened), between.toMillis(), between.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private void look(RegistryReader.Watch topics) {
        try {
            Map<String, Long> ids = topics.topicIds();
            mail.post("registry topics", () -> listener.registriesAre(ids));
        } catch (Exception e) {
            LOG.debug("cannot look up the registry topics now", e);
        } catch (Error e) {
            broke(e);
        }
    }

    private void readNow() {
        try {
            RegistryContent classes = registries.readClasses();
            RegistryContent models = registries.readModels();
            mail.post("registries read", () -> listener.registriesRead(classes, models));
        } catch (Exception e) {
            mail.post("registries away", () -> listener.registriesUnreadable(e));
        } catch (Error e) {
            broke(e);
        }
    }

    private void broke(Error e) {
        mail.post("reading broke", () -> {
            Failure.log(Failure.Reason.READING_BROKE, "", "the JVM broke while it read the registries", e);
            // as it is: Flink ends the process for some of them
            throw e;
        });
    }

    /** Opens a model, at once. */
    Opening open(ModelVersion version) {
        Opening opening = new Opening(version, opener, mail, listener);
        loaders.execute(opening);
        return opening;
    }

    /** As {@link Opening.Opener#trust}. */
    void trust(Collection<ModelVersion> versions) {
        opener.trust(versions);
    }

    /** Runs something on the task's thread, after a delay. */
    void later(Duration delay, String what, Runnable action) {
        reader.schedule(() -> mail.post(what, action::run), delay.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        reader.shutdownNow();
        if (watch != null) {
            watch.close();
        }
        loaders.shutdownNow();
    }
}
