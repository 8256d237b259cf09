package io.zerostream.schemas;

/** The schema registry could not be reached, or refused a schema. */
public class SchemaRegistryException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final int NOT_FOUND = 404;

    private final int httpStatus;

    /**
     * @param message what was asked, what came back, what to do
     * @param httpStatus the registry's answer
     */
    public SchemaRegistryException(String message, int httpStatus) {
        super(message);
        this.httpStatus = httpStatus;
    }

    /**
     * @param message what was asked, what came back, what to do
     * @param cause what the HTTP client reported
     */
    public SchemaRegistryException(String message, Throwable cause) {
        super(message, cause);
        this.httpStatus = 0;
    }

    /** The same answer, said of something else. */
    SchemaRegistryException(String message, SchemaRegistryException answer) {
        super(message, answer);
        this.httpStatus = answer.httpStatus;
    }

    /** Whether the registry is there and knows no such thing: asking again will not help. */
    public boolean notFound() {
        return httpStatus == NOT_FOUND;
    }
}
