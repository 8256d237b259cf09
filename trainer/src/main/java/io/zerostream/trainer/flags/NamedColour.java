package io.zerostream.trainer.flags;

/** The colours that the attributes name, with the RGB values (0 to 1) that drawings are matched to first. */
public enum NamedColour {
    RED(0.81f, 0.07f, 0.15f),
    GREEN(0.0f, 0.52f, 0.24f),
    BLUE(0.05f, 0.25f, 0.62f),
    GOLD(0.98f, 0.81f, 0.09f),
    WHITE(1, 1, 1),
    BLACK(0.03f, 0.03f, 0.03f),
    ORANGE(0.96f, 0.52f, 0.17f);

    private final float[] rgb;

    NamedColour(float r, float g, float b) {
        rgb = new float[] {r, g, b};
    }

    public float[] rgb() {
        return rgb.clone();
    }

    /** The name in attributes: {@code red}, {@code mainly_red}, {@code top_left_red}. */
    public String attribute() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
