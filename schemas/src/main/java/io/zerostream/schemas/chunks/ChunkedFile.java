package io.zerostream.schemas.chunks;

import io.zerostream.schemas.KafkaConnection;
import io.zerostream.schemas.TopicReader;
import io.zerostream.schemas.Topics;
import io.zerostream.schemas.avro.ModelChunk;
import io.zerostream.schemas.avro.ModelVersion;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/** Puts a checkpoint's file together from model-chunks. Holds twice the file while it does. */
public final class ChunkedFile {
    private final KafkaConnection kafka;

    /** @param kafka where model-chunks is; connected to where it is read */
    public ChunkedFile(KafkaConnection kafka) {
        this.kafka = kafka;
    }

    /**
     * Reads the topic until all chunks are found.
     *
     * @param came runs for each record, whosever it is
     * @return the file as it was published; its hash is the caller's to compare
     * @throws ChunksException when chunks are missing or damaged, or do not make up the size that was published
     * @throws RuntimeException as Kafka's client or the schema registry's reports that it is away
     */
    public byte[] fetch(ModelVersion version, Runnable came) {
        FoundChunks found = new FoundChunks(version, came);
        try (TopicReader<ModelChunk> reader = TopicReader.fromBeginning(kafka, Topics.MODEL_CHUNKS, ModelChunk.class)) {
            reader.toEnd(found::read, found::unreadable, found::complete);
        }
        return assemble(version, found.byPlace());
    }

    static byte[] assemble(ModelVersion version, Map<Integer, ModelChunk> found) {
        String id = "model version '" + version.getName() + ' ' + version.getVersion() + "'";
        List<Integer> missing = new ArrayList<>();
        List<ByteBuffer> pieces = new ArrayList<>();
        long size = 0;
        for (int i = 0; i < version.getChunks(); i++) {
            ModelChunk chunk = found.get(i);
            if (chunk == null) {
                missing.add(i);
            } else {
                demandWhole(id, i, chunk);
                pieces.add(chunk.getData().duplicate());
                size += chunk.getData().remaining();
            }
        }
        if (!missing.isEmpty() || size != version.getSize()) {
            throw new ChunksException(id + " is incomplete on " + Topics.MODEL_CHUNKS.name() + ": " + size + " of "
                    + version.getSize() + " bytes, chunks missing: " + missing + "; publish it again");
        }
        ByteBuffer file = ByteBuffer.allocate(Math.toIntExact(size));
        pieces.forEach(file::put);
        return file.array();
    }

    private static void demandWhole(String id, int place, ModelChunk chunk) {
        if (!sha256(chunk.getData()).equals(chunk.getSha256())) {
            throw new ChunksException(
                    "chunk " + place + " of " + id + " is damaged (SHA-256 differs): publish it again");
        }
    }

    /** SHA-256, 64 hexadecimal digits. */
    static String sha256(ByteBuffer bytes) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(bytes.duplicate());
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
