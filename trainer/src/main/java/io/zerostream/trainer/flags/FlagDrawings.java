package io.zerostream.trainer.flags;

import com.github.weisj.jsvg.SVGDocument;
import com.github.weisj.jsvg.parser.SVGLoader;
import com.github.weisj.jsvg.view.ViewBox;
import io.zerostream.trainer.TrainerException;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.net.URL;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The drawings of flags from the flag-icons WebJar on the class path, each rasterised once. Thread-safe. */
public final class FlagDrawings {
    /** Size of the rasters, pixels (4:3). */
    public static final int HEIGHT = 192;

    public static final int WIDTH = 256;

    private static final String FOLDER = "/META-INF/resources/webjars/flag-icons/7.5.0/flags/4x3/";
    private static final Map<String, Pyramid> RASTERS = new ConcurrentHashMap<>();

    private FlagDrawings() {}

    /**
     * The drawing of one flag.
     *
     * @param code ISO 3166 code
     * @throws TrainerException when the WebJar has no such drawing
     */
    public static Pyramid of(String code) {
        return RASTERS.computeIfAbsent(code, FlagDrawings::rasterise);
    }

    private static Pyramid rasterise(String code) {
        URL url = FlagDrawings.class.getResource(FOLDER + code + ".svg");
        SVGDocument document = url == null ? null : new SVGLoader().load(url);
        if (document == null) {
            throw new TrainerException("no drawing " + FOLDER + code
                    + ".svg on the class path; is org.webjars.npm:flag-icons:7.5.0 there and the code right?");
        }
        BufferedImage image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        graphics.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
        graphics.setColor(Color.WHITE);
        graphics.fillRect(0, 0, WIDTH, HEIGHT);
        document.render(null, graphics, new ViewBox(0, 0, WIDTH, HEIGHT));
        graphics.dispose();
        float[] rgb = new float[HEIGHT * WIDTH * 3];
        int[] row = image.getRGB(0, 0, WIDTH, HEIGHT, null, 0, WIDTH);
        for (int i = 0; i < row.length; i++) {
            rgb[3 * i] = (row[i] >> 16 & 0xff) / 255f;
            rgb[3 * i + 1] = (row[i] >> 8 & 0xff) / 255f;
            rgb[3 * i + 2] = (row[i] & 0xff) / 255f;
        }
        return new Pyramid(HEIGHT, WIDTH, rgb);
    }
}
