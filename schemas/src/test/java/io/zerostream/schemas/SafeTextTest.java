package io.zerostream.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SafeTextTest {
    @Test
    void whatCanBeSeenStaysAsItIs() {
        assertThat(SafeText.of("Große Röte, 鳥 и птица 🦜")).isEqualTo("Große Röte, 鳥 и птица 🦜");
    }

    @Test
    void escapesLineBreaksAndDirectionMarksAreWrittenOut() {
        assertThat(SafeText.of("a\u001B[2Jb\r\nc\u202Ed\u200Be"))
                .isEqualTo("a\\u{1B}[2Jb\\u{D}\\u{A}c\\u{202E}d\\u{200B}e");
    }

    @Test
    void halvesOfPairsAreWrittenOut() {
        assertThat(SafeText.of("x\uD83D")).isEqualTo("x\\u{D83D}");
    }

    @Test
    void longTextIsCutAndSaysHowLongItWas() {
        assertThat(SafeText.of("x".repeat(1_000_000)))
                .startsWith("xxx")
                .endsWith("... (1000000 characters)")
                .hasSizeLessThan(SafeText.LONGEST + 40);
    }

    @Test
    void everyControlAndFormatCharacterOfTheJvmIsCounted() {
        for (int c = 0; c < 0x10000; c++) {
            // U+0600 to U+0605, U+06DD and their like are Arabic signs that are seen
            boolean hidden = Character.isISOControl(c)
                    || Character.getType(c) == Character.LINE_SEPARATOR
                    || Character.getType(c) == Character.PARAGRAPH_SEPARATOR
                    || (Character.getType(c) == Character.FORMAT && (c < 0x0600 || c > 0x08FF));
            if (hidden) {
                assertThat(SafeText.seen(c)).as("U+%04X", c).isFalse();
            }
        }
    }
}
