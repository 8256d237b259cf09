package io.zerostream.job.internal.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.zerostream.job.internal.classify.ColourModel;
import io.zerostream.job.internal.control.ModelContent;
import io.zerostream.model.ModelException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SharedModelsTest {
    private static final SharedModels.Key CPU = key("cpu()", "here");

    private final SharedModels models = new SharedModels();

    @Test
    void theSameWeightsOnTheSameDeviceAreOpenedOnce() throws Exception {
        SharedModel first = models.acquire(CPU, () -> new ColourModel("v1"));
        SharedModel second = models.acquire(CPU, () -> {
            throw new AssertionError("opened twice");
        });
        SharedModel elsewhere = models.acquire(key("gpu(0)", "here"), () -> new ColourModel("v1"));

        assertThat(second).isSameAs(first);
        assertThat(elsewhere).isNotSameAs(first);
        assertThat(models.size()).isEqualTo(2);
    }

    @Test
    void theLastShareClosesTheModel() throws Exception {
        ColourModel model = new ColourModel("v1");
        SharedModel first = models.acquire(CPU, () -> model);
        SharedModel second = models.acquire(CPU, () -> model);

        first.release();
        assertThat(model.closed).isFalse();
        second.release();
        assertThat(model.closed).isTrue();
        assertThat(models.size()).isZero();
        assertThatThrownBy(second::release).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(second::retain).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void afterItWasClosedItIsOpenedAnew() throws Exception {
        models.acquire(CPU, () -> new ColourModel("v1")).release();
        ColourModel again = new ColourModel("v1");
        assertThat(models.acquire(CPU, () -> again).model()).isSameAs(again);
    }

    @Test
    void aFailureIsToldAndNotRemembered() throws Exception {
        assertThatThrownBy(() -> models.acquire(CPU, () -> {
                    throw new ModelException("damaged");
                }))
                .isInstanceOf(ModelException.class)
                .hasMessage("damaged");
        assertThat(models.acquire(CPU, () -> new ColourModel("v1"))).isNotNull();
    }

    @Test
    void whoGivesUpTakesNobodyAlong() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        FutureTask<SharedModel> gaveUp = new FutureTask<>(() -> models.acquire(CPU, () -> hang(begun), () -> true));
        Thread first = new Thread(gaveUp);
        first.start();
        begun.await();
        FutureTask<SharedModel> waited = new FutureTask<>(() -> models.acquire(CPU, () -> new ColourModel("v1")));
        Thread second = new Thread(waited);
        second.start();
        await().until(() -> second.getState() == Thread.State.WAITING);
        first.interrupt();

        assertThat(waited.get()).isNotNull();
        assertThatThrownBy(gaveUp::get).hasCauseInstanceOf(InterruptedException.class);
    }

    @Test
    void whoCanHaveTheWeightsElsewhereDoesNotWaitForWhoCannot() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        FutureTask<SharedModel> hangs = new FutureTask<>(() -> models.acquire(CPU, () -> hang(begun)));
        Thread first = new Thread(hangs);
        first.start();
        begun.await();

        assertThat(models.acquire(key("cpu()", "there"), () -> new ColourModel("v2")))
                .isNotNull();
        first.interrupt();
        assertThatThrownBy(hangs::get).hasCauseInstanceOf(InterruptedException.class);
    }

    private static ColourModel hang(CountDownLatch begun) throws InterruptedException {
        begun.countDown();
        new CountDownLatch(1).await();
        return new ColourModel("never");
    }

    @Test
    void manyThreadsNeverSeeAClosedModel() throws Exception {
        List<ColourModel> opened = Collections.synchronizedList(new ArrayList<>());
        ExecutorService threads = Executors.newFixedThreadPool(8);
        CountDownLatch start = new CountDownLatch(1);
        List<Future<?>> work = new ArrayList<>();
        for (int t = 0; t < 8; t++) {
            work.add(threads.submit(() -> {
                start.await();
                for (int i = 0; i < 500; i++) {
                    SharedModel share = models.acquire(CPU, () -> {
                        ColourModel model = new ColourModel("v1");
                        opened.add(model);
                        return model;
                    });
                    share.model().embed(new byte[share.model().input().bytes()], 1);
                    if (((ColourModel) share.model()).closed) {
                        throw new AssertionError("closed under our hands");
                    }
                    share.release();
                }
                return null;
            }));
        }
        start.countDown();
        for (Future<?> one : work) {
            one.get();
        }
        threads.shutdown();
        assertThat(opened).allMatch(model -> model.closed);
        assertThat(models.size()).isZero();
    }

    private static SharedModels.Key key(String device, String source) {
        return new SharedModels.Key(device, new ModelContent("colours", "v1", "test", "rgb", "abc", "{}"), source);
    }
}
