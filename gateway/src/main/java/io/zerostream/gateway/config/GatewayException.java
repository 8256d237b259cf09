package io.zerostream.gateway.config;

/** The gateway cannot start, or cannot do what was asked for a reason outside the request. */
public class GatewayException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** @param message what was wrong, where, and what to do */
    public GatewayException(String message) {
        super(message);
    }

    /**
     * @param message what was wrong, where, and what to do
     * @param cause what was reported from below
     */
    public GatewayException(String message, Throwable cause) {
        super(message, cause);
    }
}
