package io.zerostream.trainer.flags;

/**
 * One flag.
 *
 * @param code ISO 3166 code, which is also the name of its drawing
 * @param name name of the country or territory, the class name
 * @param seen whether its drawing may be trained on
 * @param attributes 0 or 1 for each attribute of the space "flags", in its order; not to be changed
 */
public record FlagClass(String code, String name, boolean seen, float[] attributes) {}
