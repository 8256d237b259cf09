package io.zerostream.gateway.internal.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BoundedMemoryTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    @Test
    void keepsNoMorePicturesNorBytesThanAllowed() {
        PictureRing ring = new PictureRing(10, 1000);
        Random random = new Random(3);
        for (int i = 0; i < 500; i++) {
            String truth = random.nextBoolean() ? null : "x".repeat(random.nextInt(150));
            ring.add(new Picture("p" + random.nextInt(40), "s", new byte[random.nextInt(400)], truth));
            long[] sizes = IntStream.range(0, 40)
                    .mapToObj(n -> ring.find("p" + n))
                    .flatMap(java.util.Optional::stream)
                    .mapToLong(p -> p.content().length
                            + 2L * "s".length()
                            + 2L * (p.truth() == null ? 0 : p.truth().length()))
                    .toArray();
            assertThat(sizes.length).isBetween(1, 10);
            assertThat(java.util.Arrays.stream(sizes).sum()).isLessThanOrEqualTo(1000);
        }
    }

    @Test
    void aPictureLargerThanAllMemoryIsNotKeptAndDrivesOutNoOther() {
        PictureRing ring = new PictureRing(10, 1000);
        ring.add(new Picture("small", "s", new byte[10], null));
        ring.add(new Picture("huge", "s", new byte[1001], null));

        assertThat(ring.find("small")).isPresent();
        assertThat(ring.find("huge")).isEmpty();
    }

    @Test
    void ringGivesTheNewestFirst() {
        Ring<Integer> ring = new Ring<>(3, 100);
        IntStream.range(0, 5).forEach(i -> ring.add(i, 1));

        assertThat(ring.newest(2)).containsExactly(4, 3);
        assertThat(ring.newest(99)).containsExactly(4, 3, 2);
    }

    @Test
    void ringKeepsNoMoreBytesThanAllowed() {
        Ring<Integer> ring = new Ring<>(1000, 100);
        IntStream.range(0, 50).forEach(i -> ring.add(i, 30));
        ring.add(99, 101);

        assertThat(ring.newest(1000))
                .as("what is larger than all drives out no other")
                .containsExactly(49, 48, 47);
    }

    /** Else what a camera sees once a minute is gone before anybody has looked at it. */
    @Test
    void aBusySourceDrivesOutItsOwnAndNotThoseOfASilentOne() {
        Ring<String> labels = new Ring<>(10, 1000, item -> item.substring(0, 1));
        PictureRing pictures = new PictureRing(10, 1000);
        for (int i = 0; i < 3; i++) {
            labels.add("silent" + i, 1);
            pictures.add(new Picture("silent" + i, "silent", new byte[1], null));
        }
        for (int i = 0; i < 500; i++) {
            labels.add("busy" + i, 1);
            pictures.add(new Picture("busy" + i, "busy", new byte[1], null));
        }

        assertThat(labels.newest(99))
                .containsExactly(
                        "busy499", "busy498", "busy497", "busy496", "busy495", "busy494", "busy493", "silent2",
                        "silent1", "silent0");
        assertThat(pictures.find("silent0")).isPresent();
        assertThat(pictures.find("busy493")).isPresent();
        assertThat(pictures.find("busy492")).isEmpty();

        labels.forget(item -> item.startsWith("silent"));
        IntStream.range(0, 10).forEach(i -> labels.add("later" + i, 1));
        assertThat(labels.newest(99))
                .as("half each, for both have as many")
                .hasSize(10)
                .contains("busy499", "busy495");
    }

    @Test
    void ofBytesTheSourceGivesWayThatHasTheMostBytes() {
        PictureRing pictures = new PictureRing(100, 1000);
        pictures.add(new Picture("large", "a", new byte[600], null));
        IntStream.range(0, 10).forEach(i -> pictures.add(new Picture("small" + i, "b", new byte[10], null)));
        assertThat(pictures.find("large")).isPresent();
        IntStream.range(10, 20).forEach(i -> pictures.add(new Picture("small" + i, "b", new byte[10], null)));

        assertThat(pictures.find("large")).isEmpty();
        assertThat(pictures.find("small0")).isPresent();
    }

    /** Else it would never be seen: each has less than that one is large. */
    @Test
    void theOnlyPictureOfASourceIsKeptBesideManyBusyOnes() {
        PictureRing pictures = new PictureRing(1000, 20_000);
        IntStream.range(0, 2000)
                .forEach(i -> pictures.add(new Picture("busy" + i, "busy" + i % 24, new byte[100], null)));
        pictures.add(new Picture("still", "still", new byte[2000], null));
        IntStream.range(2000, 4000)
                .forEach(i -> pictures.add(new Picture("busy" + i, "busy" + i % 24, new byte[100], null)));

        assertThat(pictures.find("still")).isPresent();
        assertThat(pictures.find("busy3999")).isPresent();
    }

    /** Among sources that have as much the oldest goes, whosever it is. */
    @Test
    void whereEachSourceHasOneTheOldestGoes() {
        Ring<Integer> ring = new Ring<>(3, 100, String::valueOf);
        IntStream.range(0, 9).forEach(i -> ring.add(i, 1));

        assertThat(ring.newest(9)).containsExactly(8, 7, 6);
    }

    @Test
    void slidingCountsForgetWhatIsOlderThanTheirSpan() {
        SlidingCounts counts = new SlidingCounts(Duration.ofSeconds(60));
        counts.add("a", NOW);
        counts.add("a", NOW.plusSeconds(30));

        assertThat(counts.sums(NOW.plusSeconds(30), Duration.ofSeconds(60))).containsEntry("a", 2L);
        assertThat(counts.sums(NOW.plusSeconds(30), Duration.ofSeconds(10))).containsEntry("a", 1L);
        assertThat(counts.sums(NOW.plusSeconds(61), Duration.ofSeconds(60))).containsEntry("a", 1L);
        assertThat(counts.sums(NOW.plusSeconds(600), Duration.ofSeconds(60))).isEmpty();
    }

    @Test
    void latenciesAreNearestRankPercentilesOfTheLatest() {
        Latencies latencies = new Latencies(100);
        IntStream.rangeClosed(1, 1000).forEach(latencies::add);

        assertThat(latencies.summary().samples()).isEqualTo(100);
        assertThat(latencies.summary().p50()).isEqualTo(950);
        assertThat(latencies.summary().p95()).isEqualTo(995);
        assertThat(latencies.summary().p99()).isEqualTo(999);
    }

    @Test
    void remembersOnlySoManyIdentities() {
        SeenIds ids = new SeenIds(2);

        assertThat(ids.add("a")).isTrue();
        assertThat(ids.add("a")).isFalse();
        ids.add("b");
        ids.add("c");
        assertThat(ids.add("a")).as("forgotten by now").isTrue();
    }
}
