package io.zerostream.model.umzero;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import io.zerostream.model.vmamba.Layers;
import io.zerostream.model.vmamba.NamedBlock;
import io.zerostream.model.vmamba.Starts;

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
        embeddings = weight(EMBEDDINGS, starts.normal(), config.attributes(), config.wordSize());
        aggregator = child("aggregator", new HighOrderAggregator(channels, config.statistics(), starts));
        interaction = child("interaction", new MambaInteraction(channels, config, starts));
        prototypes = child("prototypes", new PrototypeUnit(channels, config, starts));
    }

    /** Name of the parameter E (a,v), the attributes' embeddings; it should start as their word vectors. */
    public static final String EMBEDDINGS = "embeddings";

    /** The convolutional network. */
    public ConvolutionalBackbone backbone() {
        return backbone;
    }

    @Override
    protected NDList forwardInternal(
            ParameterStore store, NDList inputs, boolean training, PairList<String, Object> parameters) {
        NDArray map = backbone.forward(store, inputs, training).singletonOrThrow();
        return new NDList(head(store, map, 0, training));
    }

    /**
     * The head alone.
     *
     * @param map last map (B,C,h,w)
     * @param dropout share of the normed map's values left out, the rest scaled up, in [0,1); 0 outside of training
     * @return semantic vectors (B,a)
     */
    public NDArray head(ParameterStore store, NDArray map, float dropout, boolean training) {
        NDArray x = map.transpose(0, 2, 3, 1);
        Shape s = x.getShape();
        x = Layers.norm(x, value(store, normWeight, x, training), value(store, normBias, x, training));
        // through x's manager: what is made of E alone would live as long as E
        NDArray e = x.getManager().create(1f).mul(value(store, embeddings, x, training));
        Shape rows = new Shape(s.get(0), s.get(1) * s.get(2), channels);
        x = aggregator.forward(store, new NDList(x.reshape(rows)), training).singletonOrThrow();
        x = interaction.forward(store, new NDList(x.reshape(s), e), training).singletonOrThrow();
        if (dropout > 0) {
            x = dropped(x, dropout);
        }
        return prototypes
                .forward(store, new NDList(x.reshape(rows), e), training)
                .get(0);
    }

    private static NDArray dropped(NDArray x, float dropout) {
        NDArray rate = x.getManager().create(dropout);
        NDArray keep =
                x.getManager().randomUniform(0, 1, x.getShape()).gte(rate).toType(x.getDataType(), false);
        return x.mul(keep).div(x.getManager().create(1 - dropout));
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputs) {
        return new Shape[] {new Shape(inputs[0].get(0), embeddings.getShape().get(0))};
    }
}
