package io.zerostream.job.internal.serving;

import java.net.ConnectException;
import java.util.concurrent.TimeoutException;
import org.apache.flink.runtime.rpc.exceptions.RpcException;
import org.apache.flink.util.ExceptionUtils;
import org.jspecify.annotations.Nullable;

/** Why a question to the job manager has no answer, in words. */
final class Silence {
    private Silence() {}

    /** @param failure as the future of the question has it; null = there was an answer, and nothing in it */
    static String why(@Nullable Throwable failure) {
        if (failure == null) {
            return "the job manager answers with nothing";
        }
        Throwable why = ExceptionUtils.stripCompletionException(failure);
        if (why instanceof TimeoutException) {
            return "the job manager does not answer in time (pekko.ask.timeout): is it overloaded, or being replaced?";
        }
        if (why instanceof RpcException || why instanceof ConnectException) {
            return "the job manager cannot be reached: " + why;
        }
        return "the job manager answers with an error, its log says more: " + why;
    }
}
