package io.zerostream.job.internal.fetch;

import io.zerostream.job.config.UriPolicy;
import io.zerostream.job.internal.Closing;
import io.zerostream.job.internal.IncomingPicture;
import io.zerostream.job.internal.LogValue;
import io.zerostream.job.internal.Rejection;
import io.zerostream.job.internal.fetch.SourceQueues.Entry;
import io.zerostream.schemas.avro.DeadLetterReason;
import io.zerostream.schemas.avro.ImageEvent;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.flink.api.common.operators.MailboxExecutor;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.BoundedOneInput;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamElement;
import org.apache.flink.streaming.runtime.streamrecord.StreamElementSerializer;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Replaces an address by the bytes behind it. A picture that brings its bytes passes at once, unless one of its own source
 * is being fetched: a source's pictures keep their order, and sources do not wait for each other. What cannot be fetched
 * goes on as a dead letter to be.
 *
 * <p>State: the pictures that wait, as they came; after a failure they are asked for again. It is laid out as Flink's own
 * AsyncWaitOperator does it, which stood here in release 0.1.0. The watermark is held back to the oldest picture that
 * waits, or its label would be late for its window.
 */
public final class FetchOperator extends AbstractStreamOperator<IncomingPicture>
        implements OneInputStreamOperator<IncomingPicture, IncomingPicture>, BoundedOneInput {
    private static final long serialVersionUID = 1L;
    private static final Logger LOG = LoggerFactory.getLogger(FetchOperator.class);
    private static final String STATE = "_async_wait_operator_state_";
    /** Of pictures that wait behind one that is being fetched. */
    private static final long MOST_BYTES = 64L << 20;

    private final transient UriPolicy policy;
    private final transient long maxBytes;
    private final transient MailboxExecutor mailbox;
    private final transient UriGuard guard;
    private final transient SourceQueues<StreamRecord<IncomingPicture>> queues = new SourceQueues<>();
    private final transient Origins<Fetch> origins;
    private final transient List<StreamElement> restored = new ArrayList<>();
    private transient @Nullable ListState<StreamElement> state;
    private transient @Nullable ExecutorService threads;
    private transient @Nullable PictureFetcher fetcher;
    private transient long watermark = Long.MIN_VALUE;
    private transient long emitted = Long.MIN_VALUE;
    private transient boolean inputIdle;
    private transient boolean outputIdle;

    /** One picture that is asked for. */
    private record Fetch(Entry<StreamRecord<IncomingPicture>> entry, UriGuard.Target target) {}

    FetchOperator(StreamOperatorParameters<IncomingPicture> parameters, UriPolicy policy, long maxBytes) {
        super(parameters);
        this.policy = policy;
        this.maxBytes = maxBytes;
        this.mailbox = parameters.getMailboxExecutor();
        this.guard = new UriGuard(policy);
        this.origins = new Origins<>(policy.concurrent(), this::ask, this::skip);
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        state = context.getOperatorStateStore()
                .getListState(new ListStateDescriptor<>(
                        STATE,
                        new StreamElementSerializer<>(
                                getOperatorConfig().getTypeSerializerIn(0, getUserCodeClassloader()))));
        if (context.isRestored()) {
            state.get().forEach(restored::add);
        }
    }

    @Override
    public void open() throws Exception {
        super.open();
        fetcher = new PictureFetcher(policy, guard, OriginHeaders.read(policy.headersFile()), maxBytes);
        // as many as origins lets there be: uri.concurrent, and those that hang
        threads = Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, "fetch");
            thread.setDaemon(true);
            return thread;
        });
        getMetricGroup().addGroup("zerostream").gauge("uriWaiting", queues::size);
        getMetricGroup().addGroup("zerostream").gauge("uriHanging", origins::stuck);
        for (StreamElement element : restored) {
            if (element.isRecord()) {
                processElement(element.asRecord());
            }
        }
        restored.clear();
    }

    @Override
    public void processElement(StreamRecord<IncomingPicture> element) throws Exception {
        IncomingPicture picture = element.getValue();
        ImageEvent event = picture.event();
        boolean asks = event != null && event.getUri() != null;
        if (event == null || (!asks && queues.free(event.getSourceId()))) {
            output.collect(element);
            return;
        }
        while (queues.size() >= policy.waiting() || queues.bytes() > MOST_BYTES) {
            mailbox.yield();
        }
        ByteBuffer content = event.getContent();
        Entry<StreamRecord<IncomingPicture>> entry = queues.add(
                event.getSourceId(),
                // a source in the same chain hands on one record, with the next picture in it each time
                element.copy(picture),
                element.hasTimestamp() ? element.getTimestamp() : picture.eventTime(),
                content == null ? 0 : content.remaining());
        if (asks) {
            start(entry, event, event.getUri());
        } else {
            answered(entry, picture);
        }
    }

    private void start(Entry<StreamRecord<IncomingPicture>> entry, ImageEvent event, String uri) {
        try {
            if (event.getContent() != null) {
                throw UriRejectedException.refused("the event has both content and uri; exactly one is allowed");
            }
            UriGuard.Target target = guard.check(uri);
            origins.add(target.origin(), new Fetch(entry, target));
        } catch (UriRejectedException e) {
            answered(entry, entry.original().getValue().rejected(e.rejection()));
        }
    }

    private void ask(String origin, Fetch fetch) {
        ExecutorService pool = Objects.requireNonNull(threads, "opened before pictures come");
        PictureFetcher from = Objects.requireNonNull(fetcher, "opened before pictures come");
        CompletableFuture<Outcome> call = CompletableFuture.supplyAsync(() -> fetch(from, fetch), pool);
        // a look-up of a name, or a file system, may not come back at all
        call.copy()
                .orTimeout(policy.timeout().multipliedBy(2).toMillis(), TimeUnit.MILLISECONDS)
                .handle((outcome, broken) -> broken == null ? outcome : broken(fetch, broken))
                .thenAccept(outcome -> post(() -> {
                    boolean back = call.isDone();
                    origins.done(origin, outcome.unanswered(), back);
                    if (!back) {
                        LOG.warn(
                                "event=fetch_hangs uri={} hanging={} message=\"the call does not come back and keeps its"
                                        + " thread: look at {}\"",
                                LogValue.quoted(String.valueOf(fetch.target().uri())),
                                origins.stuck(),
                                origin);
                        call.whenComplete((late, broken) -> post(() -> origins.returned(origin)));
                    }
                    answered(fetch.entry(), outcome.picture());
                }));
    }

    /** @param unanswered whether the server is to blame that there is no picture */
    private record Outcome(IncomingPicture picture, boolean unanswered) {}

    private static Outcome fetch(PictureFetcher from, Fetch fetch) {
        IncomingPicture picture = fetch.entry().original().getValue();
        ImageEvent event = Objects.requireNonNull(picture.event(), "only readable events have an address");
        try {
            byte[] bytes = from.fetch(fetch.target());
            return new Outcome(
                    picture.fetched(ImageEvent.newBuilder(event)
                            .setContent(ByteBuffer.wrap(bytes))
                            .setUri(null)
                            .build()),
                    false);
        } catch (UriRejectedException e) {
            return new Outcome(picture.rejected(e.rejection()), e.isUnanswered());
        }
    }

    private Outcome broken(Fetch fetch, Throwable why) {
        Throwable cause = why.getCause() == null ? why : why.getCause();
        String message = cause instanceof TimeoutException
                ? "took longer than " + policy.timeout().toMillis() + " ms"
                : "cannot be fetched: " + cause;
        if (!(cause instanceof TimeoutException)) {
            LOG.warn("fetching {} broke", fetch.target().uri(), cause);
        }
        return new Outcome(failed(fetch, message), true);
    }

    private void skip(Fetch fetch, String why) {
        answered(fetch.entry(), failed(fetch, "was not fetched: " + why));
    }

    private static IncomingPicture failed(Fetch fetch, String why) {
        return fetch.entry()
                .original()
                .getValue()
                .rejected(new Rejection(
                        DeadLetterReason.URI_FAILED, fetch.target().uri() + " " + why));
    }

    private void post(Runnable action) {
        try {
            mailbox.execute(action::run, "picture fetched");
        } catch (RejectedExecutionException e) {
            LOG.debug("the task has ended; a fetched picture is dropped, and asked for again after a restart");
        }
    }

    private void answered(Entry<StreamRecord<IncomingPicture>> entry, IncomingPicture picture) {
        StreamRecord<IncomingPicture> record = entry.original();
        for (Entry<StreamRecord<IncomingPicture>> leaving : queues.answered(entry, record.copy(picture))) {
            output.collect(Objects.requireNonNull(leaving.answer(), "only those that are answered leave"));
        }
        advance();
    }

    @Override
    public void processWatermark(Watermark mark) {
        watermark = Math.max(watermark, mark.getTimestamp());
        advance();
    }

    @Override
    public void processWatermarkStatus(WatermarkStatus status) {
        inputIdle = status.isIdle();
        advance();
    }

    /** Event time goes on, but never past a picture that waits; idle only when none does. */
    private void advance() {
        boolean idle = inputIdle && queues.size() == 0;
        if (outputIdle && !idle) {
            outputIdle = false;
            output.emitWatermarkStatus(WatermarkStatus.ACTIVE);
        }
        long oldest = queues.oldest();
        long next = Math.min(watermark, oldest == Long.MAX_VALUE ? Long.MAX_VALUE : oldest - 1);
        if (next > emitted) {
            emitted = next;
            output.emitWatermark(new Watermark(next));
        }
        if (idle && !outputIdle) {
            outputIdle = true;
            output.emitWatermarkStatus(WatermarkStatus.IDLE);
        }
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        super.snapshotState(context);
        List<StreamElement> waiting = new ArrayList<>();
        queues.waiting().forEach(entry -> waiting.add(entry.original()));
        Objects.requireNonNull(state, "state is opened before it is saved").update(waiting);
    }

    @Override
    public void endInput() throws Exception {
        while (queues.size() > 0) {
            mailbox.yield();
        }
    }

    @Override
    public void finish() throws Exception {
        endInput();
        super.finish();
    }

    @Override
    public void close() {
        if (threads != null) {
            threads.shutdownNow();
        }
        Closing.all("the fetching of pictures", fetcher, super::close);
    }
}
