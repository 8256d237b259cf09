package io.zerostream.schemas.registry;

import io.zerostream.schemas.Topics;

/**
 * How large records of the registries may be. Wide enough for 100 000 classes of 312 attributes, and for any checkpoint
 * that fits a JVM's array; narrow enough that no record, and no number of records, takes more memory than a program can
 * plan with. The same for all who read and write, or they would disagree on what is there.
 */
public final class RegistryLimits {
    /** Longest name of a class, set, space, attribute, model, version, deployment, source or author, UTF-16 units. */
    public static final int NAME_CHARS = 300;

    /** Longest note of a prototype, UTF-16 units. */
    public static final int NOTE_CHARS = 4096;

    /** Longest key: two names of which every character is percent-encoded, and a prefix. */
    public static final int KEY_CHARS = 2 * 3 * NAME_CHARS + 16;

    /** Most attributes of a space. */
    public static final int ATTRIBUTES = 8192;

    /** Most values in all word vectors of a space. */
    public static final int WORD_VALUES = 4_000_000;

    /** Most members of a class set. */
    public static final int MEMBERS = 200_000;

    /** Most classes that a label lists. */
    public static final int TOP_K = 1000;

    /** Most entries of a deployment's sources and aliases. */
    public static final int SOURCES = 100_000;

    /** Most figures of a model version. */
    public static final int METRICS = 1000;

    /** Longest manifest of a model version, UTF-16 units. */
    public static final int MANIFEST_CHARS = 8 * 1024 * 1024;

    /** Longest URI, UTF-16 units. */
    public static final int URI_CHARS = 4096;

    /** Largest checkpoint, bytes: it is checked and opened as one array. */
    public static final long CHECKPOINT_BYTES = Integer.MAX_VALUE - 16L;

    /** Most pieces of a checkpoint. */
    public static final int CHUNKS = 65_536;

    /** Largest piece of a checkpoint, bytes. */
    public static final int CHUNK_BYTES = Topics.MAX_RECORD_BYTES;

    /** Greatest revision: one a millisecond would take thirty years. After it {@link Revisions} counts from 1 again. */
    public static final long REVISION = 1_000_000_000_000L;

    /**
     * Most that all records of one registry may take together, bytes as {@link RecordSize} estimates them: 100 000 classes
     * of 312 attributes are about 160 million.
     */
    public static final long TOTAL_BYTES = 256L * 1024 * 1024;

    private RegistryLimits() {}
}
