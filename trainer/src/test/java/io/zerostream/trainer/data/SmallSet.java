package io.zerostream.trainer.data;

import io.zerostream.model.image.RgbImage;
import io.zerostream.trainer.flags.FlagViews;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;

/** A data set of the CUB-127 layout with made-up pictures, for tests to damage. */
public final class SmallSet {
    static final List<String> SEEN = List.of("a.Red", "b.Green", "c.Blue");
    static final List<String> UNSEEN = List.of("d.Grey", "e.White");

    private SmallSet() {}

    /** Three seen classes with 4 training and 2 test pictures each, two unseen ones with 3; attributes r, g, b. */
    public static Path write(Path folder) throws IOException {
        Files.writeString(folder.resolve("classes.csv"), """
                label,class,name,kind
                0,a.Red,Red,seen
                1,b.Green,Green,seen
                2,c.Blue,Blue,seen
                3,d.Grey,Grey,unseen
                4,e.White,White,unseen
                """);
        Files.writeString(folder.resolve("class_attributes.csv"), """
                class,r,g,b
                a.Red,100,0,0
                b.Green,0,100,0
                c.Blue,0,0,100
                d.Grey,50,60,50
                e.White,100,100,90
                """);
        Files.writeString(folder.resolve("attribute_word_vectors.csv"), """
                attribute,d0,d1
                b,0,1
                g,0.5,0.5
                r,1,0
                """);
        Files.createDirectories(folder.resolve("splits"));
        StringBuilder train = new StringBuilder();
        StringBuilder testSeen = new StringBuilder();
        StringBuilder testUnseen = new StringBuilder();
        for (String id : SEEN) {
            for (int i = 0; i < 6; i++) {
                (i < 4 ? train : testSeen).append(picture(folder, id, i)).append('\n');
            }
        }
        for (String id : UNSEEN) {
            for (int i = 0; i < 3; i++) {
                testUnseen.append(picture(folder, id, i)).append('\n');
            }
        }
        Files.writeString(folder.resolve("splits/train.txt"), train);
        Files.writeString(folder.resolve("splits/test_seen.txt"), testSeen);
        Files.writeString(folder.resolve("splits/test_unseen.txt"), testUnseen);
        Files.writeString(folder.resolve("splits/validation_classes_1.txt"), "b.Green\n");
        return folder;
    }

    /** Writes a small picture that is unlike all others; gives its path in the lists. */
    public static String picture(Path folder, String id, int number) throws IOException {
        String path = "images/" + id + "/" + number + ".jpg";
        Files.createDirectories(folder.resolve(path).getParent());
        Files.write(folder.resolve(path), jpeg(id.hashCode() * 31L + number));
        return path;
    }

    /** A picture of noise, JPEG. */
    public static byte[] jpeg(long seed) {
        byte[] pixels = new byte[12 * 10 * 3];
        new Random(seed).nextBytes(pixels);
        return FlagViews.jpeg(new RgbImage(12, 10, pixels), 0.9f);
    }
}
