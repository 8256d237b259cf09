package io.zerostream.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zerostream.trainer.TrainerException;
import io.zerostream.trainer.data.format.DataSets;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ValidationSplitTest {
    @TempDir
    private Path folder;

    private ZeroShotDataSet data;

    @BeforeEach
    void write() throws Exception {
        data = DataSets.open(SmallSet.write(folder));
    }

    @Test
    void holdsThePublishedFoldOut() {
        ZeroShotDataSet validation = new ValidationSplit(1, 0.5, 0.25, 7).of(data);

        assertThat(validation.classes()).extracting(DataClass::id).containsExactly("a.Red", "b.Green", "c.Blue");
        assertThat(validation.classes(false)).extracting(DataClass::id).containsExactly("b.Green");
        assertThat(validation.pictures(Split.TEST_UNSEEN)).hasSize(4).allMatch(p -> p.label() == 1);
        assertThat(validation.pictures(Split.TEST_SEEN))
                .extracting(LabelledPicture::label)
                .containsExactlyInAnyOrder(0, 2);
        assertThat(validation.pictures(Split.TRAIN)).hasSize(6).noneMatch(p -> p.label() == 1);
    }

    @Test
    void takesEveryPictureOnceAndFromTheTrainingListAlone() {
        ZeroShotDataSet validation = new ValidationSplit(1, 0.5, 0.5, 7).of(data);

        Set<String> used = new HashSet<>();
        for (Split split : Split.values()) {
            for (LabelledPicture picture : validation.pictures(split)) {
                assertThat(used.add(picture.path())).as(picture.path()).isTrue();
                assertThat(picture.path())
                        .contains(validation.classes().get(picture.label()).id());
            }
        }
        assertThat(used).containsExactlyInAnyOrderElementsOf(paths(data, Split.TRAIN));
    }

    @Test
    void drawsClassesBySeedWhereNoFoldIsPublished() {
        ZeroShotDataSet plain = new ZeroShotDataSet("plain", data.space(), data.classes(), data.lists(), List.of());

        ZeroShotDataSet one = new ValidationSplit(1, 0.67, 0.25, 3).of(plain);

        assertThat(one.classes(false)).hasSize(2);
        assertThat(one).isEqualTo(new ValidationSplit(1, 0.67, 0.25, 3).of(plain));
        assertThat(Set.of(1, 2, 3, 4, 5, 6, 7, 8).stream()
                        .map(fold -> new ValidationSplit(fold, 0.67, 0.25, 3)
                                .of(plain)
                                .classes(false))
                        .distinct()
                        .count())
                .as("other folds hold others out")
                .isGreaterThan(1);
    }

    @Test
    void saysWhyItCannotHoldAnythingOut() {
        assertThatThrownBy(() -> new ValidationSplit(2, 0.5, 0.1, 0).of(data))
                .isInstanceOf(TrainerException.class)
                .hasMessageContaining("there is no fold 2");
        ZeroShotDataSet testOnly = new ZeroShotDataSet("t", data.space(), data.classes(), Map.of(), List.of());
        assertThatThrownBy(() -> ValidationSplit.defaults(0).of(testOnly))
                .isInstanceOf(TrainerException.class)
                .hasMessageContaining("0 training pictures");
        assertThatThrownBy(() -> new ValidationSplit(1, 0.5, 1, 0)).hasMessageContaining("below 1");
    }

    private static List<String> paths(ZeroShotDataSet data, Split split) {
        return data.pictures(split).stream().map(LabelledPicture::path).toList();
    }
}
