package io.zerostream.model.vspcn;

/**
 * Shape of a vision transformer (Dosovitskiy et al. 2021).
 *
 * @param imageSize height and width of pictures, pixels; a multiple of {@code patch}
 * @param patch side of a patch, pixels
 * @param depth blocks
 * @param width d, length of a token; a multiple of {@code heads}
 * @param heads of the attention
 * @param mlpRatio hidden width of a block's MLP over d
 */
public record VisionTransformerConfig(int imageSize, int patch, int depth, int width, int heads, int mlpRatio) {
    // far above anything sensible; they keep a hostile manifest from asking for all the memory there is
    private static final int MAX_SIZE = 4096;
    private static final int MAX_DEPTH = 256;
    private static final int MAX_WIDTH = 16_384;
    private static final int MAX_RATIO = 64;

    /** @throws IllegalArgumentException naming the part that cannot be */
    public VisionTransformerConfig {
        check("patch", patch, MAX_SIZE);
        check("imageSize", imageSize, MAX_SIZE);
        check("depth", depth, MAX_DEPTH);
        check("width", width, MAX_WIDTH);
        check("heads", heads, MAX_WIDTH);
        check("mlpRatio", mlpRatio, MAX_RATIO);
        if (imageSize % patch != 0) {
            throw new IllegalArgumentException(
                    "imageSize is " + imageSize + "; it must be a multiple of patch " + patch);
        }
        if (width % heads != 0) {
            throw new IllegalArgumentException("width is " + width + "; it must be a multiple of heads " + heads);
        }
    }

    private static void check(String name, int value, int most) {
        if (value < 1 || value > most) {
            throw new IllegalArgumentException(name + " is " + value + "; it must be between 1 and " + most);
        }
    }

    /** ViT-B/16 at 224×224. */
    public static VisionTransformerConfig base16() {
        return new VisionTransformerConfig(224, 16, 12, 768, 12, 4);
    }

    /** n, patches of a picture. */
    int patches() {
        int side = imageSize / patch;
        return side * side;
    }
}
