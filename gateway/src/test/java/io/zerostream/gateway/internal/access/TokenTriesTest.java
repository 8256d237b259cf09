package io.zerostream.gateway.internal.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bucket4j.TimeMeter;
import io.zerostream.gateway.config.Role;
import io.zerostream.gateway.internal.rate.ClientRates;
import io.zerostream.gateway.internal.registry.Refusal;
import io.zerostream.gateway.internal.registry.RefusedException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

class TokenTriesTest {
    private static final int LIMIT = 3;

    private long nanos;
    private int looked;
    private Set<String> known = Set.of("ann's", "bob's");
    private final TokenTries tries = new TokenTries(LIMIT, new TimeMeter() {
        @Override
        public long currentTimeNanos() {
            return nanos;
        }

        @Override
        public boolean isWallClockBased() {
            return false;
        }
    });

    private Caller who(String client, String token) {
        return tries.who(client, token, this::lookUp, "ask for another");
    }

    private Optional<Caller> lookUp(String token) {
        looked++;
        return Optional.of(token)
                .filter(known::contains)
                .map(name -> new Caller(name, Caller.Kind.TOKEN, new Grants(Role.VIEWER, Map.of()), false));
    }

    private void refused(String client, String token, Refusal why) {
        assertThatThrownBy(() -> who(client, token))
                .asInstanceOf(InstanceOfAssertFactories.type(RefusedException.class))
                .extracting(RefusedException::refusal)
                .isEqualTo(why);
    }

    private void exhaust(String client) {
        for (int i = 0; i < LIMIT; i++) {
            refused(client, "wrong " + i, Refusal.UNAUTHENTICATED);
        }
    }

    @Test
    void whoWasWrongTooOftenLearnsNothingForAWhile() {
        exhaust("a");
        int before = looked;

        refused("a", "wrong", Refusal.TOO_FAST);
        refused("a", "ann's", Refusal.TOO_FAST);
        assertThat(looked).as("no more was looked at").isEqualTo(before);
        assertThat(who("b", "ann's").name()).as("another client").isEqualTo("ann's");

        nanos += Duration.ofSeconds(60 / LIMIT).toNanos();
        assertThat(who("a", "ann's").name()).isEqualTo("ann's");
    }

    @Test
    void saysWhenItIsWorthAnotherTry() {
        exhaust("a");
        nanos += Duration.ofSeconds(5).toNanos();
        assertThatThrownBy(() -> who("a", "ann's"))
                .hasMessageContaining("more than 3 tokens within a minute")
                .hasMessageContaining("access.wrong-tokens-per-minute")
                .asInstanceOf(InstanceOfAssertFactories.type(RefusedException.class))
                .satisfies(e -> assertThat(e.retryAfterSeconds()).isEqualTo(15))
                .satisfies(e -> assertThat(e.hint()).contains("15 seconds"));
    }

    @Test
    void rightOnesCountAgainstNobody() {
        for (int i = 0; i < 10 * LIMIT; i++) {
            who("a", "ann's");
        }
        exhaust("a");
        assertThat(tries.clients()).isEqualTo(1);
    }

    @Test
    void whatWorksGoesOnWorkingWhateverOthersSendFromTheSameAddress() {
        who("proxy", "ann's");
        exhaust("proxy");

        assertThat(who("proxy", "ann's").name()).isEqualTo("ann's");
        refused("proxy", "bob's", Refusal.TOO_FAST);
        known = Set.of("bob's");
        refused("proxy", "ann's", Refusal.TOO_FAST);
    }

    @Test
    void remembersOnlySoMany() {
        known = Set.of();
        for (int i = 0; i < ClientRates.CLIENTS + 50; i++) {
            refused("client " + i, "wrong", Refusal.UNAUTHENTICATED);
        }
        assertThat(tries.clients()).isEqualTo(ClientRates.CLIENTS);
        known = Set.of("ann's");
        for (int i = 0; i < ClientRates.CLIENTS + 50; i++) {
            who("right " + i, "ann's");
        }
        assertThat(tries.rightOnes()).isEqualTo(ClientRates.CLIENTS);
        assertThat(tries.clients()).isEqualTo(ClientRates.CLIENTS);
    }

    @Test
    void zeroIsAsManyAsTheyLike() {
        TokenTries open = new TokenTries(0);
        for (int i = 0; i < 5; i++) {
            assertThatThrownBy(() -> open.who("a", "wrong", hash -> Optional.empty(), ""))
                    .hasMessageContaining("not known here");
        }
    }
}
