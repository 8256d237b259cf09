package io.zerostream.cli.demo;

import io.zerostream.trainer.flags.FlagClass;
import io.zerostream.trainer.flags.FlagViews;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** An endless stream of views of flags, seen and unseen ones alike, from a few made-up cameras. */
final class FlagPictures implements PictureSource {
    private static final int SIZE = 192;
    private static final float QUALITY = 0.85f;
    private static final List<String> CAMERAS = List.of("harbour", "stadium", "embassy", "summit");
    /** Share of the pictures that show the class in focus. */
    private static final double FOCUS = 0.1;

    private final FlagViews views;
    private final List<FlagClass> classes;
    private final FlagClass focus;
    private final Random random;

    /**
     * Draws from all classes alike, but shows one more often.
     *
     * @param focus the class that will be added, so that a short run has enough pictures of it
     * @param seed the same seed gives the same pictures
     */
    FlagPictures(FlagViews views, List<FlagClass> classes, FlagClass focus, long seed) {
        this.views = views;
        this.classes = classes;
        this.focus = focus;
        this.random = new Random(seed);
    }

    @Override
    public Optional<Picture> next(Duration patience) {
        FlagClass shown = random.nextDouble() < FOCUS ? focus : classes.get(random.nextInt(classes.size()));
        String camera = CAMERAS.get(random.nextInt(CAMERAS.size()));
        byte[] jpeg = views.jpeg(shown.code(), random.nextLong(), SIZE, SIZE, QUALITY);
        return Optional.of(new Picture(camera, shown.name(), "image/jpeg", jpeg, null));
    }

    @Override
    public void close() {
        // holds nothing
    }
}
