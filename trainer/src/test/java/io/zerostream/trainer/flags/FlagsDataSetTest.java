package io.zerostream.trainer.flags;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zerostream.trainer.TrainerException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class FlagsDataSetTest {
    private final FlagsDataSet flags = FlagsDataSet.load();

    @Test
    void has121ClassesOfWhich30AreUnseenAndOneIsKeptForDemonstrations() {
        assertThat(flags.classes()).hasSize(121);
        assertThat(flags.seen()).hasSize(90).allMatch(FlagClass::seen);
        assertThat(flags.demonstration().name()).isEqualTo("Norway");
        assertThat(flags.demonstration().seen()).isFalse();
        assertThat(flags.unseen()).hasSize(30).noneMatch(FlagClass::seen);
        assertThat(flags.tested()).hasSize(120).doesNotContain(flags.demonstration());
        assertThat(flags.space().name()).isEqualTo("flags");
        assertThat(flags.space().size()).isEqualTo(36);
    }

    @Test
    void describesNoTwoClassesAlike() {
        assertThat(flags.classes().stream().map(c -> Arrays.toString(c.attributes())))
                .doesNotHaveDuplicates();
    }

    @Test
    void describesNorwayByItsCross() {
        FlagClass norway = flags.find("norway").orElseThrow();
        assertThat(norway.code()).isEqualTo("no");
        assertThat(norway.attributes()[flags.space().indexOf("upright_cross")]).isOne();
        assertThat(norway.attributes()[flags.space().indexOf("green")]).isZero();
    }

    @Test
    void hasADrawingOfEveryClass() {
        assertThat(flags.classes())
                .allSatisfy(c -> assertThat(FlagDrawings.of(c.code()).width()).isEqualTo(FlagDrawings.WIDTH));
    }

    @Test
    void refusesATableWithAShortLine() {
        assertThatThrownBy(() -> FlagsDataSet.parse(List.of("code,name,kind,red,blue", "xx,Nowhere,seen,1")))
                .isInstanceOf(TrainerException.class)
                .hasMessageContaining("line 2")
                .hasMessageContaining("4 columns, not 5");
    }
}
