package io.zerostream.job.internal.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SourceQueuesTest {
    /** Any order of arrivals and answers: all leave, once, each source in its order; what waits is accounted for. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void allLeaveOnceInTheOrderOfTheirSource(long seed) {
        Random random = new Random(seed);
        SourceQueues<Integer> queues = new SourceQueues<>();
        List<SourceQueues.Entry<Integer>> unanswered = new ArrayList<>();
        Map<Integer, String> sources = new HashMap<>();
        Map<String, List<Integer>> left = new HashMap<>();
        long in = 0;
        long out = 0;
        for (int i = 0; i < 2000 || !unanswered.isEmpty(); i++) {
            if (i < 2000 && random.nextBoolean()) {
                String source = "s" + random.nextInt(5);
                sources.put(i, source);
                unanswered.add(queues.add(source, i, i % 17, 2));
                in++;
            } else if (!unanswered.isEmpty()) {
                SourceQueues.Entry<Integer> entry = unanswered.remove(random.nextInt(unanswered.size()));
                for (SourceQueues.Entry<Integer> leaving : queues.answered(entry, entry.original())) {
                    assertThat(unanswered).doesNotContain(leaving);
                    left.computeIfAbsent(sources.get(leaving.original()), s -> new ArrayList<>())
                            .add(leaving.original());
                    out++;
                }
            }
            assertThat(queues.size()).isEqualTo((int) (in - out));
            assertThat(queues.bytes()).isEqualTo(2 * (in - out));
            assertThat(queues.waiting()).hasSize(queues.size());
            assertThat(queues.oldest())
                    .isEqualTo(queues.waiting().stream()
                            .mapToLong(SourceQueues.Entry::timestamp)
                            .min()
                            .orElse(Long.MAX_VALUE));
        }

        assertThat(out).isEqualTo(sources.size());
        assertThat(left.values()).allSatisfy(ids -> assertThat(ids).isSorted());
        assertThat(sources.values()).allMatch(queues::free);
    }
}
