package io.zerostream.cli.ingest;

import io.zerostream.cameras.run.VideoFrames;
import io.zerostream.cameras.stream.StreamException;
import io.zerostream.cli.client.UserException;
import io.zerostream.cli.folder.FolderFile;
import io.zerostream.cli.folder.FolderListing;
import io.zerostream.cli.folder.Refusal;
import io.zerostream.cli.ingest.Intake.Item;
import io.zerostream.model.image.ImageLimits;
import io.zerostream.model.image.ImagePreprocessor;
import io.zerostream.model.image.ImageRejectedException;
import io.zerostream.schemas.ImageEventLimits;
import io.zerostream.schemas.PictureWriter;
import io.zerostream.schemas.avro.ImageEvent;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Sends an intake, picture by picture, some at a time. Used once, by one thread. */
final class IngestRun implements AutoCloseable {
    /** Pictures that are under way to Kafka; each is in memory. */
    private static final int IN_FLIGHT = 16;

    private static final Duration LAST_ANSWERS = Duration.ofMinutes(1);

    private final Settings settings;
    private final PictureWriter writer;
    private final Journal journal;
    private final Consumer<Refusal> refused;
    private final ImagePreprocessor limits = new ImagePreprocessor(ImageLimits.defaults());
    private final ExecutorService senders = Executors.newFixedThreadPool(IN_FLIGHT, task -> {
        Thread thread = new Thread(task, "ingest");
        thread.setDaemon(true);
        return thread;
    });
    private final Semaphore places = new Semaphore(IN_FLIGHT);
    private final AtomicLong sent = new AtomicLong();
    private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
    private long before;
    private long due = System.nanoTime();

    /**
     * What is sent, and how.
     *
     * @param sourceId source of all pictures
     * @param classSet class set of all; null = that of the source
     * @param perSecond most pictures in a second; 0 = as many as Kafka takes
     * @param framesPerSecond most frames picked of a second of a video
     * @param change share of a video's picture that must differ from the last that was picked; 0 = all are picked
     * @param dated whether pictures are dated as their files are, and not now
     */
    record Settings(
            String sourceId,
            @Nullable String classSet,
            double perSecond,
            double framesPerSecond,
            double change,
            boolean dated) {}

    /**
     * @param writer borrowed
     * @param journal borrowed
     * @param refused takes each file that is not sent, or not whole
     */
    IngestRun(Settings settings, PictureWriter writer, Journal journal, Consumer<Refusal> refused) {
        this.settings = settings;
        this.writer = writer;
        this.journal = journal;
        this.refused = refused;
    }

    /** How many Kafka has taken. From any thread. */
    long sent() {
        return sent.get();
    }

    /** How many Kafka had before. */
    long before() {
        return before;
    }

    /** Sends a file: a picture, or the frames of a video. @throws UserException when Kafka takes no more */
    void send(Item item) throws InterruptedException {
        if (item.mediaType().isPresent()) {
            picture(item, item.mediaType().get());
        } else {
            video(item);
        }
        check();
    }

    private void picture(Item item, String mediaType) throws InterruptedException {
        FolderFile file;
        try {
            file = FolderListing.read(item.file(), item.name(), mediaType, (int)
                    ImageLimits.defaults().maxBytes());
            String key = FolderFile.version(real(item), file.modified(), file.content().length, "");
            if (journal.has(key)) {
                before++;
                return;
            }
            String type = limits.check(file.content());
            send(
                    key,
                    file.eventId(),
                    item.name(),
                    type,
                    file.content(),
                    settings.dated() ? file.modified() : Instant.now());
        } catch (FolderListing.RefusedFileException e) {
            refused.accept(e.refusal());
        } catch (ImageRejectedException e) {
            refuse(item, String.valueOf(e.getMessage()));
        }
    }

    private void video(Item item) throws InterruptedException {
        String name = item.name();
        try (VideoFrames frames = new VideoFrames(item.file(), settings.framesPerSecond(), settings.change())) {
            Instant modified = Files.getLastModifiedTime(item.file()).toInstant();
            long size = Files.size(item.file());
            Optional<VideoFrames.Shot> shot = frames.next();
            while (shot.isPresent() && failure.get() == null) {
                Duration position = shot.get().position();
                String at = String.format(Locale.ROOT, "#t=%.3f", position.toMillis() / 1000.0);
                String key = FolderFile.version(real(item), modified, size, at);
                if (journal.has(key)) {
                    before++;
                } else {
                    send(
                            key,
                            FolderFile.eventId(name, modified, size, at),
                            name + at,
                            "image/jpeg",
                            shot.get().jpeg(),
                            settings.dated() ? modified.plus(position) : Instant.now());
                }
                shot = frames.next();
            }
        } catch (StreamException | IOException e) {
            refuse(item, String.valueOf(e.getMessage()));
        }
    }

    private void refuse(Item item, String message) {
        refused.accept(new Refusal(item.name(), Refusal.Reason.UNREADABLE, message));
    }

    /** Where it is, however it was called this time. */
    private static String real(Item item) {
        return item.file().toAbsolutePath().normalize().toString();
    }

    private void send(String key, String id, String name, String type, byte[] content, Instant taken)
            throws InterruptedException {
        ImageEvent event = ImageEvent.newBuilder()
                .setEventId(id)
                .setSourceId(settings.sourceId())
                .setCapturedAt(taken.truncatedTo(ChronoUnit.MILLIS))
                .setClassSet(settings.classSet())
                .setContent(ByteBuffer.wrap(content))
                .setContentType(type)
                .setAttributes(Map.of("file", name))
                .build();
        Optional<String> problem = ImageEventLimits.problem(event);
        if (problem.isPresent()) {
            refused.accept(new Refusal(name, Refusal.Reason.TOO_LARGE, problem.get()));
            return;
        }
        pace();
        places.acquire();
        senders.execute(() -> {
            try {
                writer.put(event);
                journal.sent(key);
                sent.incrementAndGet();
            } catch (PictureWriter.NotWrittenException | RuntimeException e) {
                failure.compareAndSet(null, e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } finally {
                places.release();
            }
        });
    }

    private void pace() {
        if (settings.perSecond() > 0) {
            long now = System.nanoTime();
            // what was missed is not made up for
            due = Math.max(due, now - TimeUnit.SECONDS.toNanos(1));
            LockSupport.parkNanos(due - now);
            due += (long) (TimeUnit.SECONDS.toNanos(1) / settings.perSecond());
        }
    }

    private void check() {
        Exception failed = failure.get();
        if (failed != null) {
            throw new UserException(
                    "it ends here, for " + failed.getMessage() + "\n  " + sent.get()
                            + " pictures were sent; run the same command again when that is mended: it goes on there",
                    failed);
        }
    }

    /** Waits until Kafka has all. @throws UserException when it does not take them */
    void finish() throws InterruptedException {
        boolean all = places.tryAcquire(IN_FLIGHT, LAST_ANSWERS.toMillis(), TimeUnit.MILLISECONDS);
        check();
        if (!all) {
            throw new UserException("Kafka has not answered for " + LAST_ANSWERS.toSeconds()
                    + " s: run the same command again, it goes on there");
        }
    }

    @Override
    public void close() {
        senders.shutdownNow();
    }
}
