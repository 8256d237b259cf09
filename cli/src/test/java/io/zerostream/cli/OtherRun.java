package io.zerostream.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.zerostream.model.checkpoint.Checkpoint;
import io.zerostream.model.checkpoint.Manifest;
import io.zerostream.model.matching.SemanticSpace;
import io.zerostream.trainer.Runs;
import io.zerostream.trainer.data.DataClass;
import io.zerostream.trainer.data.ZeroShotDataSet;
import io.zerostream.trainer.data.format.ClassTables;
import io.zerostream.trainer.flags.run.FlagsCheckpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Folders as training leaves them, of the bundled network with another manifest. */
final class OtherRun {
    private static final ObjectMapper JSON = new ObjectMapper();

    private OtherRun() {}

    /** The same network as another version of its model. */
    static Checkpoint version(String version) throws IOException {
        return Checkpoint.of(
                Manifest.fromJson(manifest().put("version", version).toString()), tensors());
    }

    /** The same network as another version of its model, which recommends another threshold. */
    static Checkpoint version(String version, double threshold) throws IOException {
        return Checkpoint.of(
                Manifest.fromJson(manifest()
                        .put("version", version)
                        .put("unknown_threshold", threshold)
                        .toString()),
                tensors());
    }

    /**
     * A run on a data set of shapes, which has as many attributes as the flags, and others.
     *
     * @param threshold recommended least cosine
     * @param classes names; each has another attribute of its own
     */
    static Path ofShapes(Path folder, double threshold, String... classes) throws IOException {
        ObjectNode manifest = manifest().put("name", "shapes-net").put("version", "1");
        ObjectNode space = (ObjectNode) manifest.get("space");
        List<String> attributes = new ArrayList<>();
        for (int a = 0; a < space.get("attributes").size(); a++) {
            attributes.add("edge" + a);
        }
        space.put("name", "shapes");
        ArrayNode names = space.putArray("attributes");
        attributes.forEach(names::add);
        manifest.put("unknown_threshold", threshold);
        Checkpoint.of(Manifest.fromJson(manifest.toString()), tensors()).write(folder.resolve(Runs.CHECKPOINT));
        List<DataClass> all = new ArrayList<>();
        for (String name : classes) {
            float[] values = new float[attributes.size()];
            values[all.size()] = 1;
            all.add(new DataClass(name, name, values, true));
        }
        ClassTables.write(
                new ZeroShotDataSet(
                        "shapes", new SemanticSpace("shapes", attributes, new float[0][]), all, Map.of(), List.of()),
                Files.createDirectories(folder));
        return folder;
    }

    private static ObjectNode manifest() throws IOException {
        return (ObjectNode) JSON.readTree(FlagsCheckpoint.bundled().manifest().toJson());
    }

    private static byte[] tensors() {
        return FlagsCheckpoint.bundled().tensors();
    }
}
