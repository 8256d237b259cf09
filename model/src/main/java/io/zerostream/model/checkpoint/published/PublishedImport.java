package io.zerostream.model.checkpoint.published;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.nn.Parameter;
import io.zerostream.model.ModelException;
import io.zerostream.model.checkpoint.Checkpoint;
import io.zerostream.model.checkpoint.Manifest;
import io.zerostream.model.image.ImageInput;
import io.zerostream.model.matching.Calibration;
import io.zerostream.model.matching.SeenPenalty;
import io.zerostream.model.matching.SemanticSpace;
import io.zerostream.model.tensors.Safetensors;
import io.zerostream.model.tensors.Tensor;
import io.zerostream.model.zeromamba.ZeroMamba;
import io.zerostream.model.zeromamba.ZeroMambaConfig;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Makes a checkpoint of ours from published weights. Needs about twice the file's size of memory.
 *
 * @param network what the file is said to hold
 * @param space the attributes in the order in which the network was trained; its word vectors, if there are any, become
 *     the start of the attribute embeddings of a bare backbone
 * @param name of the model
 * @param imageSize height and width of the pictures it will get, pixels
 * @param gamma recommended seen-class penalty, in [0,1]
 * @param gammaChosenOn where that is from
 * @param source what the manifest says of where the file is from
 */
public record PublishedImport(
        PublishedNetwork network,
        SemanticSpace space,
        String name,
        int imageSize,
        float gamma,
        String gammaChosenOn,
        String source) {
    private static final String EMBEDDINGS = "VisionMamba.classifier2.V";
    private static final int WORD_VECTOR = 300;

    /**
     * What came of a file.
     *
     * @param checkpoint in memory
     * @param leftOut names of the file's tensors that lie beside the network
     */
    public record Imported(Checkpoint checkpoint, List<String> leftOut) {}

    /**
     * Reads the weights.
     *
     * @param file stays open
     * @throws ModelException naming tensors that are missing, left over or of another shape, and the network that the file
     *     does hold if it is one that is known
     */
    public Imported read(PublishedFile file) {
        NameTable table = new ZeroMambaNames();
        long[] embeddings = embeddings(file, table);
        if (network.withHeads() && embeddings.length == 2 && embeddings[0] != space.size()) {
            throw new ModelException("the file's network knows " + embeddings[0] + " attributes, the space '"
                    + space.name() + "' has " + space.size() + ": name the space that it was trained in");
        }
        ZeroMambaConfig config = network.config(space.size(), wordSize(embeddings));
        ZeroMamba model = new ZeroMamba(config, 0);
        WeightMapping mapping = mapping(file, table, model, network.withHeads());
        if (!mapping.isComplete()) {
            otherNetwork(file, table, embeddings).ifPresent(other -> {
                throw new ModelException("the file does not hold the weights of " + network.id()
                        + "; they are those of " + other.id() + ": " + mapping.complaint());
            });
        }
        Map<String, Tensor> weights = new LinkedHashMap<>();
        mapping.complete(network.id()).forEach((ours, source) -> weights.put(ours, source.read()));
        if (!network.withHeads()) {
            weights.putAll(untrainedHeads(model));
        }
        byte[] tensors = Safetensors.write(weights, Map.of("format", "pt"));
        return new Imported(Checkpoint.of(manifest(config), tensors), mapping.beside());
    }

    /** Shape of V in the file; empty when there is none. */
    private long[] embeddings(PublishedFile file, NameTable table) {
        // sizes do not matter for names
        ZeroMamba model = new ZeroMamba(network.config(space.size(), WORD_VECTOR), 0);
        Set<String> names = model.officialParameters().keySet();
        return Unwrapping.of(file.tensors(), table, names).tensors().entrySet().stream()
                .filter(e -> table.ours(e.getKey()).filter(EMBEDDINGS::equals).isPresent())
                .map(e -> e.getValue().shape())
                .findFirst()
                .orElseGet(() -> new long[0]);
    }

    private int wordSize(long[] embeddings) {
        if (network.withHeads()) {
            boolean sensible = embeddings.length == 2 && embeddings[1] > 0 && embeddings[1] <= 4096;
            return sensible ? (int) embeddings[1] : WORD_VECTOR;
        }
        return space.wordVectors().length > 0 ? space.wordVectors()[0].length : WORD_VECTOR;
    }

    private static WeightMapping mapping(PublishedFile file, NameTable table, ZeroMamba model, boolean withHeads) {
        Map<String, long[]> wanted = new LinkedHashMap<>();
        model.officialParameters().forEach((ours, p) -> {
            if (withHeads || !ZeroMambaNames.isHead(ours)) {
                wanted.put(ours, p.getShape().getShape());
            }
        });
        return WeightMapping.of(file.tensors(), table, wanted);
    }

    private Optional<PublishedNetwork> otherNetwork(PublishedFile file, NameTable table, long[] embeddings) {
        for (PublishedNetwork other : PublishedNetwork.values()) {
            int attributes = embeddings.length == 2 && embeddings[0] > 0 && embeddings[0] <= 4096
                    ? (int) embeddings[0]
                    : space.size();
            ZeroMamba model = new ZeroMamba(other.config(attributes, wordSize(embeddings)), 0);
            if (other != network
                    && mapping(file, table, model, other.withHeads()).isComplete()) {
                return Optional.of(other);
            }
        }
        return Optional.empty();
    }

    /** As training starts with: V from the word vectors where there are any, the rest drawn. */
    private Map<String, Tensor> untrainedHeads(ZeroMamba model) {
        Map<String, Tensor> heads = new LinkedHashMap<>();
        try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
            for (Map.Entry<String, Parameter> entry : model.officialParameters().entrySet()) {
                Parameter parameter = entry.getValue();
                if (ZeroMambaNames.isHead(entry.getKey())) {
                    if (entry.getKey().equals(EMBEDDINGS) && space.wordVectors().length > 0) {
                        parameter.setInitializer((m, shape, type) -> m.create(space.wordVectors()));
                    }
                    parameter.initialize(manager, DataType.FLOAT32);
                    heads.put(
                            entry.getKey(),
                            Tensor.of(
                                    parameter.getArray().toFloatArray(),
                                    parameter.getShape().getShape()));
                }
            }
        }
        return heads;
    }

    private Manifest manifest(ZeroMambaConfig config) {
        return Manifest.named(name, ZeroMamba.ARCHITECTURE)
                .config(config.toJson())
                .input(ImageInput.imageNet(imageSize, imageSize))
                .space(space)
                .scoring(new SeenPenalty(gamma, Calibration.SOFTMAX), -1, gammaChosenOn)
                .dataset(source)
                .protocol(
                        network.withHeads()
                                ? "imported; not evaluated here"
                                : "imported backbone; the heads are not trained, so labels are chance until they are")
                .createdBy("zerostream models import")
                .build();
    }
}
