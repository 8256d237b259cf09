package io.zerostream.job.internal.decode;

import io.zerostream.job.internal.DecodedPicture;
import io.zerostream.job.internal.IncomingPicture;
import io.zerostream.job.internal.agreement.DecisionRelay;
import io.zerostream.job.internal.agreement.JobManager;
import io.zerostream.job.internal.control.ControlRecord;
import io.zerostream.job.internal.control.PlanCodec;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.flink.api.common.operators.MailboxExecutor;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;
import org.apache.flink.streaming.api.operators.co.CoProcessOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@link DecodeFunction}, told what serves: it asks the job manager once before the first picture, and each second after
 * that. While the job manager is away, what is known stays.
 */
final class DecodeOperator extends CoProcessOperator<IncomingPicture, ControlRecord, DecodedPicture> {
    private static final long serialVersionUID = 1L;
    private static final Logger LOG = LoggerFactory.getLogger(DecodeOperator.class);
    private static final Duration EVERY = Duration.ofSeconds(1);
    private static final Duration FIRST_ANSWER = Duration.ofSeconds(10);

    private final transient DecodeFunction function;
    private final transient MailboxExecutor mailbox;
    private transient @Nullable JobManager jobManager;
    private transient long known;

    DecodeOperator(StreamOperatorParameters<DecodedPicture> parameters, DecodeFunction function) {
        super(function);
        this.function = function;
        this.mailbox = parameters.getMailboxExecutor();
        setProcessingTimeService(parameters.getProcessingTimeService());
        setup(parameters.getContainingTask(), parameters.getStreamConfig(), parameters.getOutput());
    }

    @Override
    public void open() throws Exception {
        super.open();
        JobManager asked = JobManager.of(this);
        jobManager = asked;
        try {
            heard(asked.decided(known).get(FIRST_ANSWER.toMillis(), TimeUnit.MILLISECONDS));
        } catch (ExecutionException | TimeoutException e) {
            LOG.warn("the job manager does not say what serves, asking again: {}", e.toString());
        }
        getProcessingTimeService().scheduleWithFixedDelay(now -> ask(), EVERY.toMillis(), EVERY.toMillis());
    }

    private void ask() {
        if (jobManager != null) {
            jobManager.decided(known).whenComplete((decided, away) -> {
                if (decided != null) {
                    mailbox.execute(() -> heard(decided), "what serves");
                } else {
                    LOG.debug("the job manager does not say what serves", away);
                }
            });
        }
    }

    private void heard(DecisionRelay.Decided decided) {
        if (decided.plan() != null) {
            known = decided.number();
            function.serves(PlanCodec.read(decided.plan()));
        } else if (decided.number() == 0) {
            function.nothingServes();
        }
    }
}
