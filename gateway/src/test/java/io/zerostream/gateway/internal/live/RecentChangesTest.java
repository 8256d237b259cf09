package io.zerostream.gateway.internal.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.zerostream.gateway.internal.view.AuditView;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class RecentChangesTest {
    private final RecentChanges recent = new RecentChanges(1_000_000);

    private void add(String action, long second) {
        recent.add(
                new AuditView(
                        Instant.ofEpochSecond(second).toString(), "ann", "PERSON", "", "", action, "x", null, null),
                1);
    }

    @Test
    void loginsPushOutNoChange() {
        add("class.remove", 0);
        for (int i = 1; i <= 5000; i++) {
            add(AuditView.LOGIN, i);
        }
        add("set.put", 6000);

        assertThat(recent.newest()).hasSize(202);
        assertThat(recent.newest().get(0).action()).isEqualTo("set.put");
        assertThat(recent.newest().get(1).at())
                .isEqualTo(Instant.ofEpochSecond(5000).toString());
        assertThat(recent.newest().get(201).action()).isEqualTo("class.remove");
    }
}
