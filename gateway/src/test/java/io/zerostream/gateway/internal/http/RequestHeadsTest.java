package io.zerostream.gateway.internal.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Property;
import org.eclipse.jetty.io.AbstractConnection;
import org.eclipse.jetty.io.ByteArrayEndPoint;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.LocalConnector;
import org.eclipse.jetty.server.Server;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Connections that cannot be looked at keep nobody from looking at the others, and are told of. */
class RequestHeadsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration GRACE = Duration.ofMillis(200);

    private final Server server = new Server();
    private final LocalConnector connector = new LocalConnector(server);
    private final RequestHeads heads = new RequestHeads(connector, TestServer.limits(1000, GRACE));
    private final Logger logger = (Logger) LogManager.getLogger(RequestHeads.class);
    private final Lines log = new Lines();

    @BeforeEach
    void start() throws Exception {
        log.start();
        logger.addAppender(log);
        server.addConnector(connector);
        connector.addBean(heads);
        server.start();
    }

    @AfterEach
    void stop() throws Exception {
        server.stop();
        logger.removeAppender(log);
        log.stop();
    }

    @Test
    void aConnectionThatThrowsIsToldOfOnceAndTheOthersEnd() {
        // among the others, whatever the order
        for (int i = 0; i < 8; i++) {
            heads.onOpened(new Dripping() {
                @Override
                public long getMessagesIn() {
                    throw new IllegalStateException("no messages are counted");
                }
            });
        }
        heads.onOpened(new Dripping() {
            @Override
            public EndPoint getEndPoint() {
                throw new IllegalStateException("no end point");
            }
        });
        List<Dripping> others =
                Stream.generate(Dripping::new).limit(8).peek(heads::onOpened).toList();

        await().atMost(PATIENCE).untilAsserted(() -> assertThat(others).noneMatch(Dripping::isOpen));
        assertThat(log.thrown).hasSize(8 + 1).hasOnlyElementsOfType(IllegalStateException.class);
    }

    @Test
    void anErrorIsToldOfAndTheLookingGoesOn() {
        Error error = new Error("as when memory is out");
        AtomicLong looks = new AtomicLong();
        Dripping broken = new Dripping() {
            @Override
            public long getMessagesIn() {
                if (looks.getAndIncrement() == 0) {
                    throw error;
                }
                return super.getMessagesIn();
            }
        };
        heads.onOpened(broken);

        await().atMost(PATIENCE).untilAsserted(() -> assertThat(broken.isOpen()).isFalse());
        assertThat(log.thrown).containsExactly(error);
    }

    @Test
    void inACrowdTheAddressThatHasTheMostMakesRoom() {
        List<Idle> few = Stream.generate(() -> new Idle("10.0.0.1", 0)).limit(5).toList();
        List<Idle> asked =
                Stream.generate(() -> new Idle("10.0.0.2", 1)).limit(300).toList();
        List<Idle> never =
                Stream.generate(() -> new Idle("10.0.0.2", 0)).limit(500).toList();
        Stream.of(few, asked, never).flatMap(List::stream).forEach(heads::onOpened);

        await().atMost(PATIENCE).until(() -> never.stream().filter(Idle::isOpen).count() <= 195);
        assertThat(few).allMatch(Idle::isOpen);
        assertThat(asked).as("they have had a request").allMatch(Idle::isOpen);
        assertThat(never.stream().filter(Idle::isOpen).count())
                .as("no more than needed: 500 of 1000 stay")
                .isEqualTo(195);
    }

    /** Waits for its next request. */
    private static final class Idle extends AbstractConnection {
        private final long requests;
        private final EndPoint end;

        Idle(String address, long requests) {
            this(
                    new ByteArrayEndPoint() {
                        @Override
                        public SocketAddress getRemoteSocketAddress() {
                            return new InetSocketAddress(address, 1);
                        }
                    },
                    requests);
        }

        private Idle(EndPoint end, long requests) {
            super(end, Runnable::run);
            this.end = end;
            this.requests = requests;
        }

        boolean isOpen() {
            return end.isOpen();
        }

        @Override
        public long getMessagesIn() {
            return requests;
        }

        @Override
        public long getMessagesOut() {
            return requests;
        }

        @Override
        public long getBytesIn() {
            return 0;
        }

        @Override
        public void onFillable() {
            throw new UnsupportedOperationException("nobody reads of it");
        }
    }

    /** Has more bytes of a head each time that it is looked at. */
    private static class Dripping extends AbstractConnection {
        private final EndPoint end;
        private final AtomicLong bytes = new AtomicLong();

        Dripping() {
            this(new ByteArrayEndPoint());
        }

        private Dripping(EndPoint end) {
            super(end, Runnable::run);
            this.end = end;
        }

        boolean isOpen() {
            return end.isOpen();
        }

        @Override
        public long getBytesIn() {
            return bytes.incrementAndGet();
        }

        @Override
        public void onFillable() {
            throw new UnsupportedOperationException("nobody reads of it");
        }
    }

    private static final class Lines extends AbstractAppender {
        private final List<Throwable> thrown = new CopyOnWriteArrayList<>();

        Lines() {
            super("lines", null, null, false, Property.EMPTY_ARRAY);
        }

        @Override
        public void append(LogEvent event) {
            if (event.getThrown() != null) {
                thrown.add(event.getThrown());
            }
        }
    }
}
