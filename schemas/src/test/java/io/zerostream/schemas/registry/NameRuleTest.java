package io.zerostream.schemas.registry;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NameRuleTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "owl",
                "Fish/Crow 100%",
                "has_bill_shape::curved_(up_or_down)",
                "Großer Brachvogel",
                "フクロウ",
                "می\u200Cخواهم",
                "क्\u200Dष",
                "🏳\uFE0F\u200D🌈",
                "❤\uFE0F"
            })
    void takesWhatPeopleWrite(String name) {
        assertThat(NameRule.fault(name)).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "  ",
                "\u00A0",
                "\u2007 \u202F",
                "owl\u200B",
                "o\u200Dwl",
                "owl\uFE0F",
                "\u202Elwo",
                "owl\u2066x",
                "a\nb",
                "\u001B[31mred",
                "\uFEFFowl",
                "owl\uD83D",
                "フクロウ\u200D",
                "🦜\u200D\u200D🦜"
            })
    void refusesWhatCannotBeSeenOrToldApart(String name) {
        assertThat(NameRule.fault(name)).isNotNull();
    }

    @Test
    void namesTheLimitOfLength() {
        assertThat(NameRule.fault("x".repeat(RegistryLimits.NAME_CHARS))).isNull();
        assertThat(NameRule.fault("x".repeat(1_000_000))).contains("1000000 characters", "300");
    }
}
