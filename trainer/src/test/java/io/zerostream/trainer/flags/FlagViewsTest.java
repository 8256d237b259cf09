package io.zerostream.trainer.flags;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zerostream.model.image.ImageLimits;
import io.zerostream.model.image.ImagePreprocessor;
import io.zerostream.model.image.ImageRejectedException;
import io.zerostream.model.image.RgbImage;
import io.zerostream.trainer.TrainerException;
import org.junit.jupiter.api.Test;

class FlagViewsTest {
    private static final ViewSettings PLAIN = new ViewSettings(0.7, 0.7, 0, 0, 0, 0, 0, 0, 0, 0, 0);

    private final FlagViews views = new FlagViews(ViewSettings.standard());

    @Test
    void givesTheSamePixelsForTheSameSeed() {
        assertThat(views.view("no", 5, 64, 64).pixels())
                .isEqualTo(views.view("no", 5, 64, 64).pixels());
    }

    @Test
    void givesOtherPixelsForAnotherSeedOrFlag() {
        byte[] first = views.view("no", 5, 64, 64).pixels();
        assertThat(views.view("no", 6, 64, 64).pixels()).isNotEqualTo(first);
        assertThat(views.view("se", 5, 64, 64).pixels()).isNotEqualTo(first);
    }

    @Test
    void hangsTheDrawingUprightInTheMiddle() {
        RgbImage japan = new FlagViews(PLAIN).view("jp", 1, 90, 120);
        assertThat(colour(japan, 45, 60)).as("the disc").containsExactly(188, 0, 45);
        assertThat(colour(japan, 45, 30)).as("the cloth").containsExactly(255, 255, 255);
        RgbImage poland = new FlagViews(PLAIN).view("pl", 1, 90, 120);
        assertThat(colour(poland, 30, 60)).as("the upper stripe").containsExactly(255, 255, 255);
        assertThat(colour(poland, 60, 60)[1]).as("the lower stripe").isLessThan(60);
    }

    @Test
    void showsTheSameSceneAtAnySize() {
        RgbImage small = views.view("br", 3, 64, 64);
        RgbImage large = views.view("br", 3, 256, 256).resize(64, 64);
        double difference = 0;
        for (int i = 0; i < small.pixels().length; i++) {
            difference += Math.abs((small.pixels()[i] & 0xff) - (large.pixels()[i] & 0xff));
        }
        assertThat(difference / small.pixels().length).isLessThan(8);
    }

    @Test
    void writesJpegThatDecodesToTheView() throws ImageRejectedException {
        RgbImage view = views.view("ke", 9, 256, 256);
        RgbImage decoded = new ImagePreprocessor(ImageLimits.defaults()).decode(FlagViews.jpeg(view, 0.9f), 256, 256);
        double difference = 0;
        for (int i = 0; i < view.pixels().length; i++) {
            difference += Math.abs((view.pixels()[i] & 0xff) - (decoded.pixels()[i] & 0xff));
        }
        assertThat(difference / view.pixels().length).isLessThan(6);
    }

    @Test
    void saysWhichDrawingIsMissing() {
        assertThatThrownBy(() -> views.view("qq", 1, 64, 64))
                .isInstanceOf(TrainerException.class)
                .hasMessageContaining("qq.svg");
    }

    @Test
    void refusesSettingsThatCannotBe() {
        assertThatThrownBy(() -> new ViewSettings(0.7, 0.5, 0, 0, 0, 0, 0, 0, 0, 0, 0))
                .hasMessageContaining("views.minScale");
        assertThatThrownBy(() -> new ViewSettings(0.7, 0.7, 0, 0, 90, 0, 0, 0, 0, 0, 0))
                .hasMessageContaining("views.maxTilt");
    }

    private static int[] colour(RgbImage image, int y, int x) {
        int at = (y * image.width() + x) * 3;
        return new int[] {image.pixels()[at] & 0xff, image.pixels()[at + 1] & 0xff, image.pixels()[at + 2] & 0xff};
    }
}
