package io.zerostream.model.matching;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class NearestNamesTest {
    private static final List<String> NAMES =
            List.of("batch.max-size", "batch.max-delay", "upright_cross", "deployment");

    @Test
    void theNearestComesFirstWithoutRegardToCase() {
        assertThat(NearestNames.to("Batch.MaxSize", NAMES)).startsWith("batch.max-size");
    }

    @Test
    void aPartOfANameIsNearerThanItsLengthSays() {
        assertThat(NearestNames.to("cross", NAMES)).containsExactly("upright_cross");
    }

    @Test
    void whatWouldHaveToBeRewrittenIsNotSuggested() {
        assertThat(NearestNames.to("zebra", NAMES)).isEmpty();
        assertThat(NearestNames.to("deployment".repeat(7), NAMES)).isEmpty();
    }

    @Test
    void thereAreAtMostThree() {
        assertThat(NearestNames.to("aa", List.of("a1", "a2", "a3", "a4"))).containsExactly("a1", "a2", "a3");
    }

    @Test
    void theHintNamesThemOrTheAlternative() {
        assertThat(NearestNames.hint(List.of("a", "b"), "see the list")).isEqualTo("did you mean a or b?");
        assertThat(NearestNames.hint(List.of(), "see the list")).isEqualTo("see the list");
    }
}
