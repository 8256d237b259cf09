package io.zerostream.job.internal.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OriginsTest {
    private final List<String> asked = new ArrayList<>();
    private final List<String> skipped = new ArrayList<>();
    private final Origins<String> origins =
            new Origins<>(4, (origin, job) -> asked.add(job), (job, why) -> skipped.add(job + ": " + why));

    @Test
    void oneOriginGetsHalfOfThePlacesAtMost() {
        add("nas", 6);
        add("web", 6);

        assertThat(asked).containsExactly("nas0", "nas1", "web0", "web1");
        origins.done("web", false, true);
        assertThat(asked).endsWith("web2");
    }

    @Test
    void anOriginWhoseCallsHangCostsTheOthersNothingAndIsAskedNoMore() {
        add("nas", 5);
        origins.done("nas", true, false);
        assertThat(asked).as("its one place is left").containsExactly("nas0", "nas1");
        origins.done("nas", true, false);

        assertThat(asked).containsExactly("nas0", "nas1");
        assertThat(skipped).hasSize(3).allMatch(one -> one.contains("nas is not asked: 2 calls to it were given up"));
        assertThat(origins.stuck()).isEqualTo(2);

        add("web", 3);
        add("door", 3);
        assertThat(asked).as("all places are for others").hasSize(2 + 4).contains("web0", "web1", "door0", "door1");
    }

    @Test
    void anOriginIsAskedAgainWhenACallHasComeBack() {
        add("nas", 2);
        origins.done("nas", true, false);
        origins.done("nas", true, false);
        origins.returned("nas");
        add("nas", 3);

        assertThat(asked).hasSize(3);
        assertThat(origins.stuck()).isEqualTo(1);
        origins.done("nas", false, true);
        assertThat(asked).hasSize(4);
        assertThat(skipped).isEmpty();
    }

    private void add(String origin, int jobs) {
        for (int i = 0; i < jobs; i++) {
            origins.add(origin, origin + i);
        }
    }
}
