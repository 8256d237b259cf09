/**
 * Zero-shot models as a library for any DJL user. Its interface: {@link io.zerostream.model.inference} opens a checkpoint
 * ({@link io.zerostream.model.checkpoint}) and turns pictures ({@link io.zerostream.model.image}) into semantic vectors;
 * {@link io.zerostream.model.matching} turns those into classes. The architectures ({@link io.zerostream.model.zeromamba},
 * {@link io.zerostream.model.umzero}, {@link io.zerostream.model.vspcn}) stand on {@link io.zerostream.model.vmamba} and
 * {@link io.zerostream.model.nn}, all of them on {@link io.zerostream.model.tensors}. This package has what all of them throw.
 *
 * <p>A picture to the name of a class that nobody trained on:
 *
 * <pre>{@code
 * static String nameOf(Path checkpoint, byte[] jpeg) throws ImageRejectedException {
 *     try (ZeroShotModel model = ZeroShotModels.open(checkpoint, Device.cpu())) {
 *         SemanticSpace space = model.space();
 *         Prototypes classes = Prototypes.of(
 *                 space,
 *                 List.of(
 *                         new Prototype("zebra", space.vector(Map.of("stripes", 1f, "hooves", 1f)), false),
 *                         new Prototype("penguin", space.vector(Map.of("feathers", 1f, "swims", 1f)), false)));
 *         ClassScorer scorer = new ClassScorer(classes, new ScoringOptions(0f, -1, 1));
 *         ImageInput input = model.input();
 *         RgbImage picture =
 *                 new ImagePreprocessor(ImageLimits.defaults()).decode(jpeg, input.height(), input.width());
 *         Match match = scorer.match(model.embed(picture.pixels(), 1), 1).get(0);
 *         return match.top().get(0).className();
 *     }
 * }
 * }</pre>
 */
@NullMarked
package io.zerostream.model;

import org.jspecify.annotations.NullMarked;
