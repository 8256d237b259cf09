package io.zerostream.gateway.internal.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.zerostream.schemas.RegistryKeys;
import io.zerostream.schemas.avro.Calibration;
import io.zerostream.schemas.avro.ClassPrototype;
import io.zerostream.schemas.avro.ClassSet;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the view remembers of sets that were changed. */
class RegistryPastTest {
    private final ClassRegistryView view = Flags.view();

    @Test
    void eachRevisionIsRememberedWithTheValuesThatItHad() {
        Flags.addClass(view, "Norway", false, "red", "blue");
        Flags.putSet(view, Flags.set("flags", 2, "Chile", "Denmark", "Japan", "Norway"));
        Flags.addClass(view, "Norway", true, "red");
        Flags.putSet(view, Flags.set("flags", 3, "Chile", "Denmark", "Norway"));

        assertThat(view.revisions("flags")).extracting(ClassSet::getRevision).containsExactly(1L, 2L, 3L);
        SetDifference added = view.difference("flags", 1, 2).orElseThrow();
        assertThat(added.added()).containsExactly("Norway");
        assertThat(added.removed()).isEmpty();
        assertThat(added.changed()).isEmpty();
        SetDifference changed = view.difference("flags", 2, 3).orElseThrow();
        assertThat(changed.added()).isEmpty();
        assertThat(changed.removed()).containsExactly("Japan");
        assertThat(changed.changed()).singleElement().satisfies(norway -> {
            assertThat(norway.from().getVector()).isEqualTo(Flags.vector("red", "blue"));
            assertThat(norway.to().getVector()).isEqualTo(Flags.vector("red"));
            assertThat(norway.from().getSeen()).isFalse();
            assertThat(norway.to().getSeen()).isTrue();
        });
        SetDifference back = view.difference("flags", 3, 2).orElseThrow();
        assertThat(back.added()).containsExactly("Japan");
        assertThat(back.changed().get(0).to().getVector()).isEqualTo(Flags.vector("red", "blue"));
        assertThat(view.difference("flags", 1, 4)).isEmpty();
    }

    @Test
    void aClassThatWasRemovedAndCameBackOtherwiseIsDifferent() {
        Flags.putSet(view, Flags.set("flags", 2, "Chile", "Denmark"));
        view.apply(RegistryKeys.prototype("flags", "Japan"), null);
        Flags.addClass(view, "Japan", false, "circle");
        Flags.putSet(view, Flags.set("flags", 3, "Chile", "Denmark", "Japan"));

        assertThat(view.difference("flags", 1, 3).orElseThrow().changed())
                .extracting(each -> each.to().getName())
                .containsExactly("Japan");
    }

    @Test
    void settingsThatAreOthersAreTold() {
        Flags.putSet(
                view,
                new ClassSet(
                        "flags",
                        "flags",
                        2L,
                        List.of("Chile", "Denmark", "Japan"),
                        0.4f,
                        0.2f,
                        2,
                        Instant.EPOCH,
                        "test",
                        Calibration.SOFTMAX));

        assertThat(view.difference("flags", 1, 2).orElseThrow().settings())
                .containsExactly(
                        new SetDifference.ChangedSetting("gamma", 0.1f, 0.4f),
                        new SetDifference.ChangedSetting("top_k", 5, 2));
    }

    @Test
    void whatIsRefusedWasNeverThere() {
        Flags.putSet(view, Flags.set("flags", 3, "Chile"));
        Flags.putSet(view, Flags.set("flags", 2, "Japan"));

        assertThat(view.revisions("flags")).extracting(ClassSet::getRevision).containsExactly(1L, 3L);
    }

    /** The oldest goes first, and no revision is told with values that it did not have. */
    @Test
    void itTakesNoMoreMemoryThanItMay() {
        RegistryPast past = new RegistryPast(3000);
        ClassPrototype japan = view.prototype("flags", "Japan").orElseThrow();
        for (int revision = 1; revision <= 100; revision++) {
            past.replaced(japan);
            past.revised(Flags.set("flags", revision, "Japan"));
        }

        List<ClassSet> left = past.of("flags");
        assertThat(left).hasSizeBetween(2, 10);
        assertThat(left.get(left.size() - 1).getRevision()).isEqualTo(100);
        assertThat(past.between("flags", 1, 100, (space, name) -> japan)).isEmpty();
    }
}
