package io.zerostream.trainer.loop;

import io.zerostream.model.vmamba.VMambaConfig;
import io.zerostream.model.zeromamba.ZeroMamba;
import io.zerostream.model.zeromamba.ZeroMambaConfig;
import io.zerostream.trainer.internal.Jsons;
import io.zerostream.trainer.learn.Loss;
import io.zerostream.trainer.learn.Rule;
import io.zerostream.trainer.learn.Updates;
import io.zerostream.trainer.pictures.PictureSource;
import io.zerostream.trainer.pictures.Views;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import javax.imageio.ImageIO;

/** A data set that a very small network learns within seconds: noisy squares, whose colours are their attributes. */
public final class ColouredSquares {
    private static final int SIDE = 24;
    private static final int PICTURES = 8;
    private static final int CLASSES = 8;

    private ColouredSquares() {}

    /** Writes it into a folder: class c has red, green and blue by the bits of c; classes 3 and 5 are unseen. */
    public static Path write(Path folder) throws IOException {
        Random random = new Random(1);
        List<String> classes = new ArrayList<>(List.of("label,class,name,kind"));
        List<String> attributes = new ArrayList<>(List.of("class,red,green,blue,dark"));
        List<String> train = new ArrayList<>();
        List<String> testSeen = new ArrayList<>();
        List<String> testUnseen = new ArrayList<>();
        for (int c = 0; c < CLASSES; c++) {
            boolean seen = c != 3 && c != 5;
            classes.add(c + ",c" + c + ",colour " + c + "," + (seen ? "seen" : "unseen"));
            attributes.add("c" + c + "," + (c & 1) * 100 + "," + (c >> 1 & 1) * 100 + "," + (c >> 2) * 100 + ","
                    + (c == 0 ? 100 : 0));
            Files.createDirectories(folder.resolve("images/c" + c));
            for (int i = 0; i < PICTURES; i++) {
                String path = "images/c" + c + "/" + i + ".png";
                ImageIO.write(picture(c, random), "png", folder.resolve(path).toFile());
                (seen ? i < PICTURES - 2 ? train : testSeen : testUnseen).add(path);
            }
        }
        Files.write(folder.resolve("classes.csv"), classes);
        Files.write(folder.resolve("class_attributes.csv"), attributes);
        Path splits = Files.createDirectories(folder.resolve("splits"));
        Files.write(splits.resolve("train.txt"), train);
        Files.write(splits.resolve("test_seen.txt"), testSeen);
        Files.write(splits.resolve("test_unseen.txt"), testUnseen);
        return folder;
    }

    private static BufferedImage picture(int c, Random random) {
        BufferedImage image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < SIDE; y++) {
            for (int x = 0; x < SIDE; x++) {
                int rgb = 0;
                for (int bit = 0; bit < 3; bit++) {
                    rgb = rgb << 8 | (c >> bit & 1) * 160 + random.nextInt(96);
                }
                image.setRGB(x, y, rgb);
            }
        }
        return image;
    }

    /** A few dozen steps of a very small network that uses everything the loop has. */
    public static LoopConfig config() {
        ZeroMambaConfig network =
                new ZeroMambaConfig(new VMambaConfig(List.of(1, 1), List.of(8, 16), 1, 1, 2, 16, 0.3f), 4, 8, 16);
        return new LoopConfig(
                "squares",
                7,
                ZeroMamba.ARCHITECTURE,
                network.toJson(),
                16,
                PictureSource.NAME,
                Jsons.MAPPER.valueToTree(new Views(20, 0.6, 1.2, true, 0.1)),
                Teaching.none(),
                Start.drawn(),
                Jsons.MAPPER.valueToTree(new Loss(1, 1, 0.5, 0.1)),
                8,
                2,
                new Updates(
                        Rule.ADAMW,
                        List.of(new Updates.Group("VisionMamba.", 2e-3, 0.05), new Updates.Group("", 4e-3, 0)),
                        1,
                        0.9),
                new RateSchedule(RateSchedule.Shape.COSINE, 12, 1, List.of(), 1),
                new Protocol(1, 0.34, 0.2, 3, 0, Protocol.Last.CONTINUE, 6, 0.5, true, 0.95),
                new Machine("cpu", 1, 2, 0));
    }
}
