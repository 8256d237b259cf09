package io.zerostream.schemas.registry;

import static io.zerostream.schemas.registry.RegistryLimits.REVISION;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RevisionsTest {
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 41, REVISION / 2, REVISION - 1, REVISION})
    void everyRevisionHasOneAfterIt(long revision) {
        long next = Revisions.after(revision);

        assertThat(next).isBetween(1L, REVISION);
        assertThat(Revisions.follows(next, revision)).isTrue();
        assertThat(Revisions.follows(revision, next)).isFalse();
        assertThat(Revisions.follows(revision, revision)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"2, 1, true", "1000, 1, true", "1, 1000, false", "1000000000000, 1, false", "400000000000, 1, true"})
    void theShorterWayRoundTells(long next, long known, boolean follows) {
        assertThat(Revisions.follows(next, known)).isEqualTo(follows);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 7, REVISION / 2})
    void ofTwoThatAreHalfTheWayRoundApartNeitherFollows(long revision) {
        assertThat(Revisions.follows(revision + REVISION / 2, revision)).isFalse();
        assertThat(Revisions.follows(revision, revision + REVISION / 2)).isFalse();
    }
}
