package io.zerostream.schemas;

/** The schema registry could not be reached, or refused a schema. */
public class SchemaRegistryException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** @param message what was asked, what came back, what to do */
    public SchemaRegistryException(String message) {
        super(message);
    }

    /**
     * @param message what was asked, what came back, what to do
     * @param cause what the HTTP client reported
     */
    public SchemaRegistryException(String message, Throwable cause) {
        super(message, cause);
    }
}
