package io.zerostream.gateway.internal.lens;

import io.zerostream.gateway.config.LensLimits;
import io.zerostream.gateway.internal.registry.ModelRegistryView;
import io.zerostream.gateway.internal.registry.Refusal;
import io.zerostream.gateway.internal.registry.RefusedException;
import io.zerostream.model.ModelException;
import io.zerostream.model.image.ImageInput;
import io.zerostream.model.image.ImageLimits;
import io.zerostream.model.image.ImagePreprocessor;
import io.zerostream.model.image.ImageRejectedException;
import io.zerostream.model.inference.ZeroShotModel;
import io.zerostream.schemas.avro.ModelVersion;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Pictures through any published model, for people who look closer: one picture at a time, on a thread of its own. The
 * model that was asked last stays open until another one is asked, nobody asks for a while, or the lens is closed. Neither
 * a thread nor native memory is taken, and PyTorch is not loaded, before somebody asks. Thread-safe.
 */
public final class Lens implements AutoCloseable {
    /** Of the JVM's heap, for a checkpoint: twice as much is held while one is opened. */
    private static final int SHARE_OF_HEAP = 4;

    private static final Duration TRY_AGAIN = Duration.ofSeconds(2);

    private final LensLimits limits;
    private final ModelRegistryView models;
    private final ImagePreprocessor pictures;
    private final OneModel open;
    private final LensThread thread = new LensThread();
    private final Semaphore places;

    /**
     * What is asked of a model about a picture.
     *
     * @param <T> the answer
     */
    @FunctionalInterface
    public interface Question<T> {
        /**
         * Runs on the lens's thread; nothing of the model is kept.
         *
         * @param pixels one picture as the model takes it, uint8 RGB (height, width, 3)
         */
        T answer(ZeroShotModel model, byte[] pixels);
    }

    /**
     * @param models which versions are published
     * @param opener opens one of them
     * @param images which pictures are refused
     */
    public Lens(LensLimits limits, ModelRegistryView models, ModelOpener opener, ImageLimits images) {
        this.limits = limits;
        this.models = models;
        this.pictures = new ImagePreprocessor(images);
        this.open = new OneModel(opener);
        this.places = new Semaphore(limits.waiting() + 1);
    }

    /**
     * The semantic vector of a picture. Blocks until it is there.
     *
     * @param picture encoded, as it was sent
     * @return the vector (a) in the model's space, as the network gives it, not scaled
     * @throws RefusedException as {@link #ask}
     */
    public float[] embed(String model, String version, byte[] picture) {
        return ask(model, version, picture, (network, pixels) -> network.embed(pixels, 1));
    }

    /**
     * Asks a model about a picture. Blocks until the answer is there, or the time is over.
     *
     * @param picture encoded, as it was sent
     * @throws RefusedException when the lens is off, the version is not there, too large or cannot be opened, the picture
     *     cannot be decoded, Kafka is away, or others have asked too much
     */
    public <T> T ask(String model, String version, byte[] picture, Question<T> question) {
        ModelVersion published = published(model, version);
        if (!places.tryAcquire()) {
            throw busy(limits.waiting() + " questions about models wait already");
        }
        AtomicBoolean givenUp = new AtomicBoolean();
        Future<T> answer = submitted(() -> {
            try {
                if (givenUp.get()) {
                    throw new CancellationException("nobody waits for it any more");
                }
                return answer(published, picture, question);
            } finally {
                places.release();
            }
        });
        try {
            return answer.get(limits.longestWait().toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException | CancellationException e) {
            givenUp.set(true);
            throw busy("there was no answer of model " + model + ' ' + version + " within "
                    + limits.longestWait().toSeconds() + " s");
        } catch (InterruptedException e) {
            givenUp.set(true);
            Thread.currentThread().interrupt();
            throw busy("the gateway is being closed");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RefusedException refused) {
                throw refused;
            }
            throw new IllegalStateException("model " + model + ' ' + version + " gave no answer", e.getCause());
        }
    }

    private <T> Future<T> submitted(Callable<T> task) {
        try {
            return thread.submit(task);
        } catch (RejectedExecutionException e) {
            places.release();
            throw busy("the gateway is being closed");
        }
    }

    private ModelVersion published(String model, String version) {
        if (limits.checkpointBytes() == 0) {
            throw new RefusedException(
                    Refusal.LENS_OFF,
                    "this gateway does not look into models",
                    "whoever runs it can set lens.checkpoint-bytes");
        }
        ModelVersion published = models.version(model, version)
                .orElseThrow(() -> new RefusedException(
                        Refusal.MODEL_REMOVED,
                        "model " + model + ' ' + version + " is not published (any more)",
                        "see GET /api/models"));
        if (published.getUri() != null) {
            throw new RefusedException(
                    Refusal.MODEL_UNREADABLE,
                    "the weights of model " + model + ' ' + version
                            + " are at an address, and the gateway follows none",
                    "publish the model to Kafka, without an address");
        }
        long most = Math.min(limits.checkpointBytes(), Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP);
        if (published.getSize() > most) {
            throw new RefusedException(
                    Refusal.MODEL_TOO_LARGE,
                    "the checkpoint of model " + model + ' ' + version + " has " + published.getSize()
                            + " bytes; this gateway opens at most " + most,
                    "whoever runs it can set lens.checkpoint-bytes, and give its JVM four times as much heap");
        }
        return published;
    }

    /** On the lens's thread. */
    private <T> T answer(ModelVersion version, byte[] picture, Question<T> question) {
        try {
            ZeroShotModel model = open.get(version);
            ImageInput input = model.input();
            byte[] pixels =
                    pictures.decode(picture, input.height(), input.width()).pixels();
            return question.answer(model, pixels);
        } catch (ImageRejectedException e) {
            throw new RefusedException(Refusal.UNDECODABLE_PICTURE, "the picture: " + e.getMessage(), "");
        } catch (ModelException e) {
            throw OneModel.unreadable(version, e);
        } finally {
            thread.whenIdle(limits.idle(), open::close);
        }
    }

    /** Whether a model is open now. */
    boolean isOpen() {
        return open.isOpen();
    }

    private static RefusedException busy(String message) {
        return RefusedException.later(Refusal.BUSY, message, "ask again in a moment (Retry-After)", TRY_AGAIN);
    }

    /** Refuses who waits and who comes, and frees the model when the picture that is looked at is done. */
    @Override
    public void close() {
        thread.close();
        open.end();
    }
}
