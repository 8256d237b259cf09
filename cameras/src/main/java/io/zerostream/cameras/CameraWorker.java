package io.zerostream.cameras;

import io.zerostream.cameras.config.CamerasConfig;
import io.zerostream.cameras.internal.Fleet;
import io.zerostream.cameras.internal.GroupContact;
import io.zerostream.cameras.internal.Membership;
import io.zerostream.cameras.internal.StateLog;
import io.zerostream.cameras.run.PictureSink;
import io.zerostream.schemas.Opened;
import io.zerostream.schemas.PictureWriter;
import io.zerostream.schemas.PictureWriter.NotWrittenException;
import io.zerostream.schemas.SchemaRegistryException;
import io.zerostream.schemas.Topics;
import io.zerostream.schemas.avro.CameraState;
import io.zerostream.schemas.avro.ImageEvent;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs cameras of the {@code cameras} topic, as many as fall to it: all workers form a consumer group, and each runs the
 * cameras in the partitions that it owns. So each camera has exactly one runner, a runner that dies hands its cameras to the
 * others, one that does not hear of them stops its cameras before they may have them, and a change of a definition is in use as
 * soon as it is read.
 */
public final class CameraWorker implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CameraWorker.class);
    private static final Duration POLL = Duration.ofMillis(300);
    private static final Duration PAUSE = Duration.ofSeconds(2);
    private static final Duration PRODUCER_CLOSE = Duration.ofSeconds(5);
    private static final Duration CLOSE = Duration.ofSeconds(20);

    private final Opened opened = new Opened();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final GroupContact contact;
    private final Fleet fleet;
    private final Membership membership;
    private final StateLog states;
    private final Thread thread;
    private volatile @Nullable String problem;
    private volatile List<CameraState> now = List.of();

    /**
     * Joins the others and starts.
     *
     * @throws org.apache.kafka.common.KafkaException when clients of Kafka cannot be made with these settings
     */
    public CameraWorker(CamerasConfig config) {
        Clock clock = Clock.systemUTC();
        boolean started = false;
        try {
            Producer<String, ImageEvent> producer = config.kafka()
                    .producer(Topics.IMAGES, ImageEvent.class, PictureWriter.settings(config.writeTimeout()));
            opened.add(() -> producer.close(PRODUCER_CLOSE));
            PictureWriter pictures = opened.add(new PictureWriter(producer, config.writeTimeout()));
            states = opened.add(new StateLog(config.kafka()));
            contact = new GroupContact(Membership.alone(config.session()));
            fleet = opened.add(new Fleet(config, whileHeld(pictures::put, contact), clock, contact));
            membership = opened.add(new Membership(config.kafka(), config.session(), fleet, contact));
            started = true;
        } finally {
            if (!started) {
                opened.close();
            }
        }
        thread = new Thread(this::run, "camera-worker");
        thread.setDaemon(true);
        thread.setUncaughtExceptionHandler((ended, e) -> {
            problem = "cameras are run no longer, for " + e + ": restart this process";
            LOG.error(problem, e);
        });
        thread.start();
    }

    /** A process that was suspended may hold a frame from before, which its other threads go on with at once. */
    private static PictureSink whileHeld(PictureSink sink, GroupContact contact) {
        return picture -> {
            if (!contact.holds()) {
                String problem = contact.problem().orElse("this worker has not joined the others yet");
                throw new NotWrittenException(problem, new TimeoutException(problem));
            }
            sink.put(picture);
        };
    }

    private void run() {
        try {
            while (closing.getCount() > 0) {
                try {
                    Optional<SchemaRegistryException> away = membership.poll(POLL);
                    fleet.run(membership.wanted());
                    now = fleet.states();
                    states.tell(now, contact.holds());
                    tell(away.map(e -> "definitions of cameras cannot be read: " + e.getMessage())
                            .or(contact::problem)
                            .orElse(null));
                } catch (WakeupException | InterruptException e) {
                    LOG.debug("closes");
                } catch (RuntimeException e) {
                    LOG.debug("the worker's Kafka failed", e);
                    tell("cannot follow topic '" + Topics.CAMERAS.name() + "': " + e.getMessage());
                    closing.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS);
                }
            }
        } catch (InterruptedException e) {
            LOG.debug("closes");
        } finally {
            fleet.close();
            opened.close();
        }
    }

    private void tell(@Nullable String present) {
        if (present != null && !present.equals(problem)) {
            LOG.warn("{}; it is tried again", present);
        }
        problem = present;
    }

    /** Waits until it runs no more: until it is closed, or for something that nobody expected. */
    public void await() throws InterruptedException {
        thread.join();
    }

    /** What keeps it from following the definitions at present; empty = nothing. */
    public Optional<String> problem() {
        return Optional.ofNullable(problem);
    }

    /** How the cameras that run here do. */
    public List<CameraState> states() {
        return now;
    }

    /** Closes all cameras and leaves the others, who take them over at once. */
    @Override
    public void close() throws InterruptedException {
        closing.countDown();
        membership.wakeup();
        thread.join(CLOSE.toMillis());
    }
}
