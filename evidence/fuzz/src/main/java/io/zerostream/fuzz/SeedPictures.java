package io.zerostream.fuzz;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;

/** Small valid pictures of every format and variant that ImageIO can write, and WebP of our own. */
final class SeedPictures {
    private static final int WIDTH = 19;
    private static final int HEIGHT = 13;
    /** One colour, lossless. */
    private static final String WEBP = "UklGRh4AAABXRUJQVlA4TBEAAAAvAAAAAAfQ//73v/+BiOh/AAA=";

    private SeedPictures() {}

    static List<byte[]> all() throws IOException {
        List<byte[]> all = new ArrayList<>();
        for (int type : new int[] {
            BufferedImage.TYPE_3BYTE_BGR,
            BufferedImage.TYPE_4BYTE_ABGR,
            BufferedImage.TYPE_BYTE_GRAY,
            BufferedImage.TYPE_USHORT_GRAY,
            BufferedImage.TYPE_BYTE_INDEXED,
            BufferedImage.TYPE_BYTE_BINARY
        }) {
            for (String format : new String[] {"jpeg", "png", "gif", "bmp"}) {
                for (boolean progressive : new boolean[] {false, true}) {
                    write(picture(type), format, progressive, all);
                }
            }
        }
        all.add(Base64.getDecoder().decode(WEBP));
        return all;
    }

    private static BufferedImage picture(int type) {
        BufferedImage image = new BufferedImage(WIDTH, HEIGHT, type);
        Graphics2D g = image.createGraphics();
        g.setColor(Color.ORANGE);
        g.fillRect(2, 2, WIDTH / 2, HEIGHT / 2);
        g.setColor(Color.BLUE);
        g.drawLine(0, 0, WIDTH, HEIGHT);
        g.dispose();
        return image;
    }

    /** Adds nothing when the format has no such pixels or no such mode. */
    private static void write(BufferedImage image, String format, boolean progressive, List<byte[]> all)
            throws IOException {
        ImageWriter writer = ImageIO.getImageWritersByFormatName(format).next();
        ImageWriteParam param = writer.getDefaultWriteParam();
        if (!writer.getOriginatingProvider().canEncodeImage(image) || (progressive && !param.canWriteProgressive())) {
            return;
        }
        if (param.canWriteProgressive()) {
            param.setProgressiveMode(progressive ? ImageWriteParam.MODE_DEFAULT : ImageWriteParam.MODE_DISABLED);
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ImageOutputStream stream = ImageIO.createImageOutputStream(out)) {
            writer.setOutput(stream);
            writer.write(null, new IIOImage(image, null, null), param);
        } finally {
            writer.dispose();
        }
        all.add(out.toByteArray());
    }
}
