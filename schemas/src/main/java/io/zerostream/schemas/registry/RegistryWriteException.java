package io.zerostream.schemas.registry;

/** A change of a registry that was not written, or of which nobody can say whether it was. The message says which. */
public final class RegistryWriteException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    RegistryWriteException(String message, Throwable cause) {
        super(message, cause);
    }
}
