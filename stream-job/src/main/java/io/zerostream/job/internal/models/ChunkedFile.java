package io.zerostream.job.internal.models;

import io.zerostream.model.ModelException;
import io.zerostream.model.checkpoint.Checkpoint;
import io.zerostream.schemas.KafkaConnection;
import io.zerostream.schemas.TopicReader;
import io.zerostream.schemas.Topics;
import io.zerostream.schemas.avro.ModelChunk;
import io.zerostream.schemas.avro.ModelVersion;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Puts a checkpoint's file together from model-chunks. */
final class ChunkedFile {
    private final KafkaConnection kafka;

    ChunkedFile(KafkaConnection kafka) {
        this.kafka = kafka;
    }

    /**
     * Reads the topic until all chunks are found.
     *
     * @param came runs for each record, whosever it is
     * @throws ModelException when chunks are missing or damaged, or do not make up the size that was published
     */
    byte[] fetch(ModelVersion version, Runnable came) {
        FoundChunks found = new FoundChunks(version, came);
        try (TopicReader<ModelChunk> reader = TopicReader.fromBeginning(kafka, Topics.MODEL_CHUNKS, ModelChunk.class)) {
            reader.toEnd(found::read, found::unreadable, found::complete);
        }
        return assemble(version, found.byPlace());
    }

    static byte[] assemble(ModelVersion version, Map<Integer, ModelChunk> found) {
        String id = "model version '" + version.getName() + ' ' + version.getVersion() + "'";
        List<Integer> missing = new ArrayList<>();
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        for (int i = 0; i < version.getChunks(); i++) {
            ModelChunk chunk = found.get(i);
            if (chunk == null) {
                missing.add(i);
                continue;
            }
            byte[] data = bytes(chunk.getData());
            if (!Checkpoint.sha256(data).equals(chunk.getSha256())) {
                throw new ModelException(
                        "chunk " + i + " of " + id + " is damaged (SHA-256 differs): publish it again");
            }
            file.writeBytes(data);
        }
        if (!missing.isEmpty() || file.size() != version.getSize()) {
            throw new ModelException(id + " is incomplete on " + Topics.MODEL_CHUNKS.name() + ": " + file.size()
                    + " of " + version.getSize() + " bytes, chunks missing: " + missing + "; publish it again");
        }
        return file.toByteArray();
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }
}
