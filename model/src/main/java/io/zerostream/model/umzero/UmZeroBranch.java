package io.zerostream.model.umzero;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import io.zerostream.model.ModelException;
import io.zerostream.model.nn.Layers;
import io.zerostream.model.nn.NamedBlock;
import io.zerostream.model.nn.Starts;
import org.jspecify.annotations.Nullable;

/**
 * One convolutional network with its head: pictures (B,3,H,W), normalised, to semantic vectors (B,a). The last map's
 * positions are layer-normed, then pass {@link HighOrderAggregator}, {@link MambaInteraction} and {@link PrototypeUnit}.
 */
public final class UmZeroBranch extends NamedBlock {
    private final ConvolutionalBackbone backbone;
    private final int channels;
    private final Parameter normWeight;
    private final Parameter normBias;
    private final Parameter embeddings;
    private final HighOrderAggregator aggregator;
    private final MambaInteraction interaction;
    private final PrototypeUnit prototypes;

    /**
     * A branch without weights.
     *
     * @param shape of the convolutional network
     * @param config gives the sizes of the head
     * @param starts where start values come from
     */
    UmZeroBranch(UmZeroConfig.Backbone shape, UmZeroConfig config, Starts starts) {
        channels = shape.channels();
        backbone = child("backbone", shape.create(starts));
        normWeight = weight("norm.weight", starts.constant(1), channels);
        normBias = weight("norm.bias", starts.constant(0), channels);
        embeddings = weight("embeddings", starts.normal(), config.attributes(), config.wordSize());
        aggregator = child("aggregator", new HighOrderAggregator(channels, config.statistics(), starts));
        interaction = child("interaction", new MambaInteraction(channels, config, starts));
        prototypes = child("prototypes", new PrototypeUnit(channels, config, starts));
    }

    /** The convolutional network. */
    public ConvolutionalBackbone backbone() {
        return backbone;
    }

    /**
     * Lets the attributes' embeddings E start as word vectors at unit length; to be called before the start weights are
     * drawn.
     *
     * @param vectors (a,v)
     * @throws ModelException when they are not (a,v)
     */
    public void startFromWords(float[][] vectors) {
        Shape shape = embeddings.getShape();
        if (vectors.length != shape.get(0) || vectors[0].length != shape.get(1)) {
            throw new ModelException("word vectors are " + vectors.length + " of "
                    + (vectors.length == 0 ? 0 : vectors[0].length) + " numbers; the network wants " + shape);
        }
        float[] rows = new float[(int) shape.size()];
        for (int i = 0; i < vectors.length; i++) {
            double squares = 1e-24;
            for (float v : vectors[i]) {
                squares += (double) v * v;
            }
            for (int j = 0; j < vectors[i].length; j++) {
                rows[i * vectors[i].length + j] = (float) (vectors[i][j] / Math.sqrt(squares));
            }
        }
        embeddings.setInitializer((manager, given, type) -> manager.create(rows, given));
    }

    @Override
    protected NDList forwardInternal(
            ParameterStore store, NDList inputs, boolean training, PairList<String, Object> parameters) {
        return new NDList(behind(store, inputs.singletonOrThrow(), 0, training));
    }

    /**
     * All from one unit of the convolutional network on.
     *
     * @param map what goes into that unit
     * @param first which unit, from 0
     * @return semantic vectors (B,a)
     */
    NDArray behind(ParameterStore store, NDArray map, int first, boolean training) {
        return head(store, backbone.run(store, map, first, backbone.depth(), training), null, training);
    }

    /**
     * The head alone.
     *
     * @param map last map (B,C,h,w)
     * @param factors of the channels of each picture's last normed map (B,C), 0 to leave one out in training; null for 1
     * @return semantic vectors (B,a)
     */
    public NDArray head(ParameterStore store, NDArray map, @Nullable NDArray factors, boolean training) {
        NDArray x = map.transpose(0, 2, 3, 1);
        Shape s = x.getShape();
        x = Layers.norm(x, value(store, normWeight, x, training), value(store, normBias, x, training));
        // through x's manager: what is made of E alone would live as long as E
        NDArray e = x.getManager().create(1f).mul(value(store, embeddings, x, training));
        Shape rows = new Shape(s.get(0), s.get(1) * s.get(2), channels);
        x = aggregator.forward(store, new NDList(x.reshape(rows)), training).singletonOrThrow();
        x = interaction.forward(store, new NDList(x.reshape(s), e), training).singletonOrThrow();
        if (factors != null) {
            x = x.mul(factors.reshape(s.get(0), 1, 1, channels));
        }
        return prototypes
                .forward(store, new NDList(x.reshape(rows), e), training)
                .get(0);
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputs) {
        return new Shape[] {new Shape(inputs[0].get(0), embeddings.getShape().get(0))};
    }
}
