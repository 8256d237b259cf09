package io.zerostream.model.checkpoint;

import io.zerostream.model.ModelException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A model on disk or on its way: a manifest and a safetensors file whose hash the manifest carries. */
public final class Checkpoint {
    private static final String TENSORS = "model.safetensors";
    private static final String MANIFEST = "manifest.json";
    private static final int VERSION_DIGITS = 12;

    private final Manifest manifest;
    private final byte[] tensors;

    private Checkpoint(Manifest manifest, byte[] tensors) {
        this.manifest = manifest;
        this.tensors = tensors;
    }

    /**
     * A new checkpoint; fills in the manifest's hash, and its version where it names none: the beginning of the hash, so
     * that no two different ones share it.
     *
     * @param tensors safetensors file; not copied
     */
    public static Checkpoint of(Manifest manifest, byte[] tensors) {
        String hash = sha256(tensors);
        String version = manifest.version().isEmpty() ? hash.substring(0, VERSION_DIGITS) : manifest.version();
        return new Checkpoint(manifest.change().version(version).sha256(hash).build(), tensors);
    }

    /**
     * A checkpoint that came from elsewhere.
     *
     * @param tensors safetensors file; not copied
     * @throws ModelException when the bytes do not have the manifest's hash
     */
    public static Checkpoint verified(Manifest manifest, byte[] tensors) {
        String found = sha256(tensors);
        if (!found.equals(manifest.sha256())) {
            throw new ModelException("the tensors of " + manifest.name() + " " + manifest.version() + " have SHA-256 "
                    + found + ", the manifest says " + manifest.sha256() + ": the file is damaged or not this model's");
        }
        return new Checkpoint(manifest, tensors);
    }

    /**
     * Reads a folder.
     *
     * @throws ModelException when a file is missing, or the hash is wrong
     */
    public static Checkpoint read(Path folder) {
        try {
            return verified(
                    Manifest.fromJson(Files.readString(folder.resolve(MANIFEST))),
                    Files.readAllBytes(folder.resolve(TENSORS)));
        } catch (IOException e) {
            throw new ModelException(
                    "no checkpoint in " + folder + ": it needs " + MANIFEST + " and " + TENSORS + " (" + e + ")", e);
        }
    }

    /**
     * Writes a folder, making it if needed.
     *
     * @throws ModelException when it cannot be written
     */
    public void write(Path folder) {
        try {
            Files.createDirectories(folder);
            Files.write(folder.resolve(TENSORS), tensors);
            Files.writeString(folder.resolve(MANIFEST), manifest.toJson());
        } catch (IOException e) {
            throw new ModelException("cannot write a checkpoint to " + folder + ": " + e, e);
        }
    }

    /** What it says of itself, with the hash. */
    public Manifest manifest() {
        return manifest;
    }

    /** The safetensors file; not to be written to. */
    public byte[] tensors() {
        return tensors;
    }

    /** SHA-256, 64 hexadecimal digits. */
    public static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
