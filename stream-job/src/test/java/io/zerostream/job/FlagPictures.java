package io.zerostream.job;

import io.zerostream.job.internal.IncomingPicture;
import io.zerostream.job.internal.Origin;
import io.zerostream.schemas.avro.ImageEvent;
import io.zerostream.trainer.flags.FlagClass;
import io.zerostream.trainer.flags.FlagViews;
import io.zerostream.trainer.flags.FlagsDataSet;
import io.zerostream.trainer.flags.ViewSettings;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;

/** JPEGs of flags from many cameras, after so many the same again; one in ten shows the class that is added. */
final class FlagPictures implements EndlessJob.Numbered<IncomingPicture> {
    private static final long serialVersionUID = 1L;
    static final FlagsDataSet FLAGS = FlagsDataSet.load();
    /** Different pictures. */
    static final int DIFFERENT = 400;

    private static final int FOCUS_ONE_IN = 10;
    private static final int SIZE = 192;
    private static final float QUALITY = 0.85f;
    /** Pictures of a camera keep their order, so that few cameras would keep few decoders busy. */
    private static final int CAMERAS = 64;

    /** Made once in this JVM, where the job runs too; on all cores, whose threads a class that is not ready would stop. */
    private static final class Jpegs {
        static final List<byte[]> ALL = jpegs();
    }

    /** Asking for it draws them all, before a job begins, whose time it would take. */
    private final int different = Jpegs.ALL.size();

    private static List<byte[]> jpegs() {
        FlagViews views = new FlagViews(ViewSettings.standard());
        return IntStream.range(0, DIFFERENT)
                .parallel()
                .mapToObj(i -> views.jpeg(flag(i).code(), i, SIZE, SIZE, QUALITY))
                .toList();
    }

    private static FlagClass flag(int picture) {
        return picture % FOCUS_ONE_IN == 0
                ? FLAGS.demonstration()
                : FLAGS.classes().get(picture % FLAGS.classes().size());
    }

    /** Which of the different pictures an event shows. */
    static int picture(String eventId) {
        return (int) (NumberedPictures.number(eventId) % DIFFERENT);
    }

    /** What a picture shows. */
    static String shown(int picture) {
        return flag(picture).name();
    }

    @Override
    public IncomingPicture apply(long n) {
        long at = NumberedPictures.START + n;
        ImageEvent event = ImageEvent.newBuilder()
                .setEventId("p" + n)
                .setSourceId("camera" + n % CAMERAS)
                .setCapturedAt(Instant.ofEpochMilli(at))
                .setContent(ByteBuffer.wrap(Jpegs.ALL.get((int) (n % different))))
                .build();
        return new IncomingPicture(new Origin("images", 0, n, at, null, null, 0, null, null), event, null, at, 5);
    }
}
