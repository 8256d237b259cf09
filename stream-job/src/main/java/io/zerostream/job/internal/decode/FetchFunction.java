package io.zerostream.job.internal.decode;

import io.zerostream.job.UriPolicy;
import io.zerostream.job.internal.IncomingPicture;
import io.zerostream.job.internal.JobTypes;
import io.zerostream.job.internal.Rejection;
import io.zerostream.schemas.avro.DeadLetterReason;
import io.zerostream.schemas.avro.ImageEvent;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.java.typeutils.ResultTypeQueryable;
import org.apache.flink.streaming.api.functions.async.ResultFuture;
import org.apache.flink.streaming.api.functions.async.RichAsyncFunction;
import org.jspecify.annotations.Nullable;

/**
 * Replaces an address by what is behind it; pictures that bring their bytes pass at once. Never fails: what cannot be
 * fetched goes on as a dead letter to be. In a snapshot are only pictures whose address was being asked.
 */
public final class FetchFunction extends RichAsyncFunction<IncomingPicture, IncomingPicture>
        implements ResultTypeQueryable<IncomingPicture> {
    private static final long serialVersionUID = 1L;

    private final UriPolicy policy;
    private final long maxBytes;
    private transient @Nullable ExecutorService threads;
    private transient @Nullable HttpFetcher fetcher;

    /**
     * @param policy which addresses, how long
     * @param maxBytes largest picture
     */
    public FetchFunction(UriPolicy policy, long maxBytes) {
        this.policy = policy;
        this.maxBytes = maxBytes;
    }

    /** Named here because the type extractor cannot take our Avro records for POJOs and fails before returns() is seen. */
    @Override
    public TypeInformation<IncomingPicture> getProducedType() {
        return JobTypes.INCOMING;
    }

    @Override
    public void open(OpenContext context) {
        fetcher = new HttpFetcher(new UriGuard(policy.allowed(), PublicAddresses::contain), maxBytes, policy.timeout());
        threads = Executors.newFixedThreadPool(policy.concurrent(), runnable -> {
            Thread thread = new Thread(runnable, "fetch");
            thread.setDaemon(true);
            return thread;
        });
    }

    @Override
    public void close() {
        if (threads != null) {
            threads.shutdownNow();
        }
    }

    @Override
    public void asyncInvoke(IncomingPicture picture, ResultFuture<IncomingPicture> result) {
        ImageEvent event = picture.event();
        if (event == null || event.getUri() == null || threads == null) {
            result.complete(List.of(picture));
            return;
        }
        CompletableFuture.supplyAsync(() -> fetch(picture, event), threads).whenComplete((fetched, broken) -> {
            if (broken == null) {
                result.complete(List.of(fetched));
            } else {
                result.completeExceptionally(broken);
            }
        });
    }

    private IncomingPicture fetch(IncomingPicture picture, ImageEvent event) {
        try {
            if (event.getContent() != null) {
                throw UriRejectedException.refused("the event has both content and uri; exactly one is allowed");
            }
            if (fetcher == null) {
                throw new IllegalStateException("used before open");
            }
            byte[] bytes = fetcher.fetch(event.getUri());
            return picture.fetched(ImageEvent.newBuilder(event)
                    .setContent(ByteBuffer.wrap(bytes))
                    .setUri(null)
                    .build());
        } catch (UriRejectedException e) {
            return picture.rejected(e.rejection());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return picture.rejected(new Rejection(DeadLetterReason.URI_FAILED, "the task ended while fetching"));
        }
    }

    @Override
    public void timeout(IncomingPicture picture, ResultFuture<IncomingPicture> result) {
        result.complete(List.of(picture.rejected(
                new Rejection(DeadLetterReason.URI_FAILED, "waited too long for a free connection or an answer"))));
    }
}
