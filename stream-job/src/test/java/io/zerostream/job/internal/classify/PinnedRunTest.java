package io.zerostream.job.internal.classify;

import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zerostream.job.internal.Alarm;
import io.zerostream.job.internal.Alarm.Code;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PinnedRunTest {
    private long now = -7;
    private final PinnedRun run = new PinnedRun(Duration.ofMinutes(5), () -> now);

    @ParameterizedTest
    @EnumSource(
            value = Code.class,
            names = {"MODEL_REFUSED", "DEVICE_SICK", "DEPLOYMENT_REFUSED", "CLASS_SET_REFUSED"})
    void whatIsRefusedEndsIt(Code code) {
        assertThatThrownBy(() -> raise(code)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void whatIsWaitedForEndsItAfterSomeTime() {
        raise(Code.MODEL_UNREACHABLE);
        raise(Code.NOT_SERVING);
        after(299);
        assertThatNoException().isThrownBy(() -> raise(Code.NOT_SERVING));
        after(1);
        assertThatThrownBy(() -> raise(Code.NOT_SERVING)).hasMessageContainingAll("what it is", "swap.timeout, 300 s");
    }

    @Test
    void whatServedInBetweenBeginsAnew() {
        raise(Code.NOT_SERVING);
        after(200);
        raise(Code.SERVING_RECOVERED);
        after(200);
        raise(Code.NOT_SERVING);
        after(299);
        assertThatNoException().isThrownBy(() -> raise(Code.NOT_SERVING));
    }

    private void raise(Code code) {
        run.accept(new Alarm(code, "what it is"));
    }

    private void after(int seconds) {
        now += Duration.ofSeconds(seconds).toNanos();
    }
}
