package io.zerostream.gateway.internal.letters;

import static org.assertj.core.api.Assertions.assertThat;

import io.zerostream.gateway.internal.live.Records;
import io.zerostream.gateway.internal.view.DeadLetterView;
import io.zerostream.schemas.avro.DeadLetter;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class LettersTest {
    private static final long SIZE = 100;

    private final Letters letters = new Letters(3, 1000, (source, event) -> event.equals("kept"));

    private static DeadLetter letter(String event, long offset) {
        return DeadLetter.newBuilder(Records.letter(event))
                .setOffset(offset)
                .setFailedAt(Instant.EPOCH.plusSeconds(offset))
                .build();
    }

    private DeadLetterView shown(String id) {
        return letters.newest(10).stream()
                .filter(view -> view.letter().equals(id))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aLetterIsTakenOnceUntilItIsGivenBack() {
        letters.add(letter("a", 1), SIZE);
        assertThat(letters.claim("images-2-1", Instant.EPOCH)).isTrue();
        assertThat(letters.claim("images-2-1", Instant.EPOCH)).isFalse();
        letters.release("images-2-1");
        assertThat(letters.claim("images-2-1", Instant.EPOCH)).isTrue();
        assertThat(shown("images-2-1").outcome()).isEqualTo("waiting");
        assertThat(shown("images-2-1").retriedAt()).isEqualTo("1970-01-01T00:00:00Z");
    }

    @Test
    void saysWhatBecameOfAPictureThatWasSentAgain() {
        letters.add(letter("a", 1), SIZE);
        letters.add(letter("b", 2), SIZE);
        letters.claim("images-2-1", Instant.EPOCH);
        letters.claim("images-2-2", Instant.EPOCH);

        letters.add(letter("a", 3), SIZE);
        List<DeadLetterView> changed = letters.labelled("camera", "b", "Japan");

        assertThat(shown("images-2-1").outcome()).isEqualTo("dead_again");
        assertThat(shown("images-2-3").outcome())
                .as("the new letter can be sent again in its turn")
                .isNull();
        assertThat(changed).extracting(DeadLetterView::letter).containsExactly("images-2-2");
        assertThat(shown("images-2-2").outcome()).isEqualTo("labelled");
        assertThat(shown("images-2-2").label()).isEqualTo("Japan");
        assertThat(letters.labelled("camera", "b", "Japan")).as("no news").isEmpty();
        assertThat(letters.labelled("another", "a", "Japan"))
                .as("another source's picture")
                .isEmpty();
        assertThat(letters.unsettled("UNDECODABLE"))
                .extracting(DeadLetter::getOffset)
                .containsExactly(3L);
    }

    /** After a restart several topics say what was, in no order. */
    @Test
    void thatALetterWasSentAgainMayBeToldBeforeIt() {
        assertThat(letters.retried("images-2-1", Instant.EPOCH)).isEmpty();
        letters.add(letter("a", 1), SIZE);
        assertThat(letters.claim("images-2-1", Instant.EPOCH)).isFalse();
        assertThat(shown("images-2-1").outcome()).isEqualTo("waiting");
        assertThat(letters.retried("images-2-1", Instant.EPOCH)).as("no news").isEmpty();
        assertThat(letters.retried("\n", Instant.EPOCH)).isEmpty();
        assertThat(letters.claim("\n", Instant.EPOCH)).as("no name of a letter").isFalse();
    }

    /** A job that delivers at least once writes a letter again. */
    @Test
    void theSameLetterAgainTakesItsPlace() {
        letters.add(letter("a", 1), SIZE);
        letters.add(letter("a", 1), SIZE);
        assertThat(letters.newest(10)).hasSize(1);
        assertThat(shown("images-2-1").outcome()).isNull();
    }

    @Test
    void forgetsTheOldestWithAllThatWasKnownOfThem() {
        for (int offset = 1; offset <= 4; offset++) {
            letters.add(letter("p" + offset, offset), SIZE);
        }
        assertThat(letters.newest(10))
                .extracting(DeadLetterView::letter)
                .containsExactly("images-2-4", "images-2-3", "images-2-2");
        assertThat(letters.knows("camera", "p1")).isFalse();
        letters.add(letter("large", 5), 1001);
        assertThat(letters.knows("camera", "large")).isFalse();
        letters.add(letter("p6", 6), 900);
        assertThat(letters.newest(10)).extracting(DeadLetterView::letter).containsExactly("images-2-6", "images-2-4");
        for (int offset = 0; offset <= Letters.RETRIES; offset++) {
            letters.retried("images-0-" + offset, Instant.EPOCH);
        }
        assertThat(letters.claim("images-0-0", Instant.EPOCH)).isTrue();
        assertThat(letters.claim("images-0-2", Instant.EPOCH)).isFalse();
        assertThat(letters.forget(letter -> true)).isEqualTo(2);
        assertThat(letters.knows("camera", "p6")).isFalse();
        assertThat(letters.newest(10)).isEmpty();
    }

    @Test
    void hasAPictureWhereSomebodyHasIt() {
        assertThat(letters.add(letter("a", 1), SIZE).picture())
                .as("neither the letter nor the gateway")
                .isNull();
        assertThat(letters.add(letter("kept", 2), SIZE).picture()).isEqualTo("/api/dead-letters/images-2-2/picture");
        DeadLetter large =
                DeadLetter.newBuilder(letter("b", 3)).setContentBytes(100_000).build();
        assertThat(letters.add(large, SIZE).picture())
                .as("Kafka may still have it")
                .isNotNull();
    }
}
