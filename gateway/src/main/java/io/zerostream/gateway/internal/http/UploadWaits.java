package io.zerostream.gateway.internal.http;

import io.javalin.http.Context;
import io.zerostream.gateway.config.UploadLimits;
import io.zerostream.gateway.internal.live.Waiting;
import io.zerostream.gateway.internal.registry.Refusal;
import io.zerostream.gateway.internal.registry.RefusedException;
import io.zerostream.gateway.internal.upload.Asked;
import io.zerostream.gateway.internal.upload.Upload;
import io.zerostream.gateway.internal.upload.Uploads;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Requests that send pictures and wait for their labels. While one waits it holds neither a thread nor a place of those
 * that are under way, and nothing of its body unless that is a form; it has a place among those who wait.
 */
final class UploadWaits implements AutoCloseable {
    /** That write answers: few, so that clients who do not take theirs hold up others who wait and nobody else. */
    private static final int THREADS = 8;

    private final Uploads uploads;
    private final Waiting waiting;
    private final UploadLimits limits;
    private final Shares places;
    private final ExecutorService answering;

    /** Reads the pictures of a request. */
    @FunctionalInterface
    interface Pictures {
        /** Those that it has. */
        List<Asked> read() throws IOException;
    }

    UploadWaits(Uploads uploads, Waiting waiting, UploadLimits limits) {
        this.uploads = uploads;
        this.waiting = waiting;
        this.limits = limits;
        this.places = new Shares(limits.waiting(), limits.waitingPerClient());
        AtomicInteger number = new AtomicInteger();
        this.answering = Executors.newFixedThreadPool(THREADS, task -> {
            Thread thread = new Thread(task, "gateway-waits-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
    }

    /**
     * Takes pictures, waits until all are labelled or dead letters, or the time is over, and answers.
     *
     * @param answer with what was written, and one who knows what became of it
     * @throws RefusedException when too many wait
     */
    void take(Context ctx, Pictures pictures, Duration time, BiConsumer<List<Upload>, Waiting.Waiter> answer)
            throws IOException {
        take(ctx, pictures, time, checked -> {}, written -> {}, answer);
    }

    /**
     * The same, where one that is refused is the end of all: none is written, and when Kafka does not take one nobody waits
     * for the others.
     *
     * @throws RefusedException when one is refused or not written, or too many wait
     */
    void takeAll(Context ctx, Pictures pictures, Duration time, BiConsumer<List<Upload>, Waiting.Waiter> answer)
            throws IOException {
        take(ctx, pictures, time, checked -> checked.forEach(Upload::taken), UploadWaits::demandAll, answer);
    }

    private static void demandAll(List<Upload> written) {
        written.stream()
                .map(Upload::refused)
                .filter(Objects::nonNull)
                .findFirst()
                .ifPresent(refused -> {
                    throw new RefusedException(
                            refused.refusal(),
                            String.valueOf(refused.getMessage()),
                            "some of the pictures may be written all the same; a repeat gives them the same event ids only if both"
                                    + " have one Idempotency-Key. Now they have "
                                    + written.stream()
                                            .map(upload -> String.valueOf(upload.eventId()))
                                            .collect(Collectors.joining(", ")));
                });
    }

    private void take(
            Context ctx,
            Pictures pictures,
            Duration time,
            Consumer<List<Upload>> demanded,
            Consumer<List<Upload>> demandedOfWritten,
            BiConsumer<List<Upload>, Waiting.Waiter> answer)
            throws IOException {
        // writing is part of it: a connection on which nothing goes for long is closed
        long end = System.nanoTime() + time.toNanos();
        String client = ctx.ip();
        if (!places.take(client)) {
            throw new RefusedException(
                    Refusal.BUSY,
                    "too many requests wait for labels (" + limits.waiting() + " of all, " + limits.waitingPerClient()
                            + " of one address)",
                    "send it without wait, or in a moment (Retry-After)");
        }
        Waiting.Waiter waiter = waiting.waiter();
        boolean waits = false;
        try {
            List<Upload> written = uploads.inTurn(() -> written(pictures, demanded, waiter));
            demandedOfWritten.accept(written);
            if (!UploadBody.isForm(ctx)) {
                Bodies.free(ctx.req());
            }
            Places.leave(ctx.req());
            Duration left = Duration.ofNanos(Math.max(0, end - System.nanoTime()));
            ctx.future(() -> answered(waiter, left, client, () -> answer.accept(written, waiter)));
            waits = true;
        } finally {
            if (!waits) {
                end(waiter, client);
            }
        }
    }

    private List<Upload> written(Pictures pictures, Consumer<List<Upload>> demanded, Waiting.Waiter waiter)
            throws IOException {
        List<Upload> checked = pictures.read().stream().map(uploads::check).toList();
        demanded.accept(checked);
        checked.stream()
                .filter(upload -> upload.refused() == null)
                .map(Upload::taken)
                .forEach(event -> waiter.expect(event.getSourceId(), event.getEventId()));
        List<Upload> written =
                uploads.write(checked).stream().map(Upload::withoutContent).toList();
        written.stream()
                .filter(upload -> upload.refused() != null && upload.event() != null)
                .forEach(upload -> waiter.giveUp(
                        upload.event().getSourceId(), upload.event().getEventId()));
        return written;
    }

    private CompletableFuture<Void> answered(Waiting.Waiter waiter, Duration time, String client, Runnable answer) {
        return waiter.within(time)
                .whenComplete((none, e) -> end(waiter, client))
                .thenRunAsync(answer, answering);
    }

    private void end(Waiting.Waiter waiter, String client) {
        waiter.close();
        places.give(client);
    }

    /** Answers nobody any more. */
    @Override
    public void close() {
        answering.shutdownNow();
    }
}
