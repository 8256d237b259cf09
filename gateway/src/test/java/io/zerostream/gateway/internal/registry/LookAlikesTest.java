package io.zerostream.gateway.internal.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LookAlikesTest {
    @ParameterizedTest
    @ValueSource(strings = {"red kite", "RED  KITE", "Red\u00a0Kite", "Red\u200bKite", "\uff32ed Kite", "RedKite"})
    void namesThatAPersonTakesForAnotherAreTold(String name) {
        assertThat(LookAlikes.of(name, List.of("Red Kite", "Black Kite")))
                .singleElement()
                .asString()
                .contains("'Red Kite' is there too");
    }

    @Test
    void otherNamesAndTheNameItselfAreNot() {
        assertThat(LookAlikes.of("Red Kite", List.of("Red Kite", "Red Kites", "Rèd Kite")))
                .isEmpty();
    }
}
