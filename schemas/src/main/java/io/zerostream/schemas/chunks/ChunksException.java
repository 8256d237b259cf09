package io.zerostream.schemas.chunks;

/** The chunks of a model version do not make up what was published: reading them again will not help. */
public final class ChunksException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ChunksException(String message) {
        super(message);
    }
}
