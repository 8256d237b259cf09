package io.zerostream.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import io.zerostream.schemas.ExactlyOnce.Ending;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ExactlyOnceTest {
    private final ExactlyOnce<String, String> account = new ExactlyOnce<>();

    @Test
    void tellsWhatIsLostDoubledAndStrange() {
        account.sent("a", "first");
        account.sent("b", "second");
        account.sent("a", "not kept");
        assertThat(account.ended("a")).isEqualTo(Ending.FIRST);
        assertThat(account.ended("a")).isEqualTo(Ending.AGAIN);
        assertThat(account.again()).as("it was sent twice").isZero();
        assertThat(account.ended("a")).isEqualTo(Ending.AGAIN);
        assertThat(account.ended("c")).isEqualTo(Ending.STRANGE);

        assertThat(account.sent()).isEqualTo(3);
        assertThat(account.owed()).isEqualTo(1);
        assertThat(account.again()).isEqualTo(1);
        assertThat(account.strange()).isEqualTo(1);
        assertThat(account.balanced()).isFalse();
        assertThat(account.values()).containsExactly("first", "second");
        assertThat(account.get("b")).isEqualTo("second");
        assertThat(account.get("c")).isNull();
        List<String> told = new ArrayList<>();
        account.unbalanced(told::add);
        assertThat(told)
                .containsExactly("a was sent 2 times and ended 3 times", "b was sent 1 times and ended 0 times");
    }

    /** In any order, the running figures are those that counting at the end gives. */
    @Test
    void countsInAnyOrder() {
        Random random = new Random(3);
        Map<String, long[]> plain = new HashMap<>();
        long strange = 0;
        for (int i = 0; i < 5_000; i++) {
            String key = "p" + random.nextInt(300);
            if (random.nextBoolean()) {
                account.sent(key, key);
                plain.computeIfAbsent(key, k -> new long[2])[0]++;
            } else if (account.ended(key) == Ending.STRANGE) {
                strange++;
            } else {
                plain.get(key)[1]++;
            }
        }
        assertThat(account.owed())
                .isEqualTo(plain.values().stream()
                        .mapToLong(n -> Math.max(0, n[0] - n[1]))
                        .sum());
        assertThat(account.again())
                .isEqualTo(plain.values().stream()
                        .mapToLong(n -> Math.max(0, n[1] - n[0]))
                        .sum());
        assertThat(account.strange()).isEqualTo(strange);
    }
}
