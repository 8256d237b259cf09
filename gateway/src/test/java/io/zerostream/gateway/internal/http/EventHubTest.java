package io.zerostream.gateway.internal.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.zerostream.gateway.internal.registry.RefusedException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EventHubTest {
    private final EventHub hub = new EventHub(2, 2, 16);

    @AfterEach
    void close() {
        hub.close();
    }

    @Test
    void dropsASlowConsoleAndGoesOnServingTheOthers() {
        Console slow = new Console(new CountDownLatch(1));
        Console quick = new Console(new CountDownLatch(0));
        connect(slow);
        connect(quick);

        for (int i = 0; i < 40; i++) {
            hub.publish("label", Map.of("n", i));
            int sent = i + 1;
            if (sent % 8 == 0) {
                await().until(() -> quick.received.size() == sent);
            }
        }

        await().until(() -> slow.closed);
        await().untilAsserted(() -> assertThat(hub.listeners()).isEqualTo(1));
        assertThat(quick.received).hasSize(40).first().isEqualTo("event: label\ndata: {\"n\":0}\n\n");
    }

    @Test
    void whatComesCloseTogetherIsSentTogether() {
        try (EventHub roomy = new EventHub(1, 1, 1000)) {
            Console console = new Console(new CountDownLatch(0));
            roomy.reserve("a");
            roomy.add(console, "a");
            roomy.publish("label", Map.of("n", 0));
            await().until(() -> console.received.size() == 1);

            for (int i = 1; i < 100; i++) {
                roomy.publish("label", Map.of("n", i));
            }

            await().until(() -> console.received.size() == 100);
            assertThat(console.sends).hasValueLessThan(20);
            assertThat(console.received.get(99)).isEqualTo("event: label\ndata: {\"n\":99}\n\n");
        }
    }

    @Test
    void refusesMoreConsolesThanThereArePlaces() {
        connect(new Console(new CountDownLatch(0)));
        connect(new Console(new CountDownLatch(0)));

        assertThatThrownBy(() -> hub.reserve("b"))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("2 consoles");
    }

    @Test
    void oneAddressDoesNotGetAllPlaces() {
        try (EventHub shared = new EventHub(3, 2, 16)) {
            shared.reserve("a");
            shared.reserve("a");

            assertThatThrownBy(() -> shared.reserve("a"))
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContaining("2 consoles are connected from your address");
            shared.reserve("b");
        }
    }

    @Test
    void givesThePlaceOfAGoneConsoleToAnother() {
        Console leaving = new Console(new CountDownLatch(0));
        connect(leaving);
        connect(new Console(new CountDownLatch(0)));

        leaving.gone = true;
        hub.publish("stats", Map.of());

        await().untilAsserted(() -> assertThat(hub.listeners()).isEqualTo(1));
        await().untilAsserted(() -> hub.reserve("b"));
    }

    private void connect(EventWriter console) {
        hub.reserve("a");
        hub.add(console, "a");
    }

    private static final class Console implements EventWriter {
        private final CountDownLatch network;
        private final AtomicInteger sends = new AtomicInteger();
        private final List<String> received = new CopyOnWriteArrayList<>();
        private volatile boolean gone;
        private volatile boolean closed;

        Console(CountDownLatch network) {
            this.network = network;
        }

        @Override
        public void send(List<byte[]> events) {
            try {
                network.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            sends.incrementAndGet();
            events.forEach(event -> received.add(new String(event, StandardCharsets.UTF_8)));
        }

        @Override
        public boolean gone() {
            return gone;
        }

        @Override
        public void close() {
            closed = true;
        }
    }
}
