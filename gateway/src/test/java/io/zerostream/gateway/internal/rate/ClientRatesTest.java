package io.zerostream.gateway.internal.rate;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ClientRatesTest {
    private static final Duration HOUR = Duration.ofHours(1);

    @Test
    void eachClientHasItsOwnAndNotAllAreRemembered() {
        ClientRates rates = new ClientRates(1, HOUR, 3);
        assertThat(rates.take("a", 3)).isEmpty();
        assertThat(rates.take("a", 3).orElseThrow()).isBetween(HOUR, HOUR.multipliedBy(3));
        assertThat(rates.take("b", 3)).isEmpty();
        for (int i = 0; i < ClientRates.CLIENTS + 50; i++) {
            rates.take("client " + i, 1);
        }
        assertThat(rates.clients()).isEqualTo(ClientRates.CLIENTS);
    }

    @Test
    void whoOnlyAsksIsNotCountedNorRemembered() {
        ClientRates rates = new ClientRates(1, HOUR, 1);
        for (int i = 0; i < 3; i++) {
            assertThat(rates.untilRoom("a")).isEmpty();
        }
        assertThat(rates.clients()).isZero();
        rates.take("a", 1);
        assertThat(rates.untilRoom("a").orElseThrow()).isBetween(Duration.ofMinutes(59), HOUR);
        assertThat(rates.untilRoom("b")).isEmpty();
    }

    @Test
    void noneIsAsOftenAsTheyLike() {
        ClientRates rates = new ClientRates(0, HOUR, 1);
        for (int i = 0; i < 3; i++) {
            assertThat(rates.take("a", 1)).isEmpty();
        }
        assertThat(rates.untilRoom("a")).isEmpty();
    }
}
