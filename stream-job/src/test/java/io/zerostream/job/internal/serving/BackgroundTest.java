package io.zerostream.job.internal.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zerostream.job.internal.Failure;
import io.zerostream.job.internal.Mail;
import io.zerostream.job.internal.classify.LogLines;
import io.zerostream.job.internal.control.RegistryContent;
import io.zerostream.job.internal.control.RegistryReader;
import io.zerostream.job.internal.models.Opening;
import io.zerostream.job.internal.models.SharedModel;
import io.zerostream.schemas.avro.ModelVersion;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.function.BooleanSupplier;
import org.apache.flink.streaming.runtime.tasks.StreamTaskActionExecutor;
import org.apache.flink.streaming.runtime.tasks.mailbox.MailboxExecutorImpl;
import org.apache.flink.streaming.runtime.tasks.mailbox.TaskMailboxImpl;
import org.apache.kafka.common.KafkaException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What goes wrong on a thread that looks again and again; the test's thread is the task's, with Flink's own mailbox. */
@Timeout(60)
class BackgroundTest {
    private static final Map<String, Long> IDS = Map.of("class-registry", 2L);

    /** As when memory is out. */
    private static final class Broke extends Error {
        private static final long serialVersionUID = 1L;

        Broke() {
            super("no memory");
        }
    }

    private final Queue<Throwable> wrong = new ArrayDeque<>();
    private final List<Map<String, Long>> told = new ArrayList<>();
    private final Mail mail =
            new Mail(new MailboxExecutorImpl(new TaskMailboxImpl(), 0, StreamTaskActionExecutor.IMMEDIATE));
    private final Background background = new Background(new Failing(), new Nothing(), mail, new Told(), Thread::new);

    @AfterEach
    void close() {
        background.close();
    }

    @Test
    void anErrorOfTheLookFailsTheTaskAndTheLookingGoesOn() throws Exception {
        wrong.add(new Broke());
        try (LogLines log = LogLines.of(Failure.class)) {
            background.watchRegistries(Duration.ofMillis(1));

            assertThatThrownBy(mail::await).isInstanceOf(Broke.class);
            assertThat(log.lines()).singleElement().asString().contains("reason=READING_BROKE", "no memory");
        }
        mail.await();
        assertThat(told).containsExactly(IDS);
    }

    @Test
    void nothingIsToldWhileKafkaIsAway() throws Exception {
        wrong.add(new KafkaException("away"));
        wrong.add(new IllegalStateException("whatever it is"));
        background.watchRegistries(Duration.ofMillis(1));

        mail.await();
        assertThat(told).containsExactly(IDS);
        assertThat(wrong).isEmpty();
    }

    /** A watch that fails in turn, then says which topics there are. */
    private final class Failing implements RegistryReader {
        private static final long serialVersionUID = 1L;

        @Override
        public RegistryContent readClasses() {
            throw new UnsupportedOperationException("the test reads nothing");
        }

        @Override
        public RegistryContent readModels() {
            throw new UnsupportedOperationException("the test reads nothing");
        }

        @Override
        public Watch watch() {
            return new Watch() {
                @Override
                public Map<String, Long> topicIds() throws Exception {
                    Throwable next = wrong.poll();
                    if (next instanceof Error e) {
                        throw e;
                    } else if (next instanceof Exception e) {
                        throw e;
                    }
                    return IDS;
                }

                @Override
                public void close() {
                    // holds nothing
                }
            };
        }
    }

    private static final class Nothing implements Opening.Opener {
        @Override
        public SharedModel open(ModelVersion version, BooleanSupplier abandoned) {
            throw new UnsupportedOperationException("the test opens nothing");
        }

        @Override
        public void trust(Collection<ModelVersion> versions) {
            throw new UnsupportedOperationException("the test opens nothing");
        }
    }

    private final class Told implements Background.Listener {
        @Override
        public void registriesRead(RegistryContent classes, RegistryContent read) {
            throw new AssertionError("nothing was to be read");
        }

        @Override
        public void registriesUnreadable(Exception why) {
            throw new AssertionError(why);
        }

        @Override
        public void registriesAre(Map<String, Long> topicIds) {
            told.add(topicIds);
        }

        @Override
        public void opened(ModelVersion version, SharedModel model) {
            throw new AssertionError("nothing was to be opened");
        }

        @Override
        public void notOpened(ModelVersion version, Exception why) {
            throw new AssertionError(why);
        }
    }
}
