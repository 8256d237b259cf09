package io.zerostream.job.internal;

/**
 * The device does not do what it should: a model does not answer its probe pictures, though nothing is known to be wrong
 * with its weights. Trying again may help; no picture and no model is to blame.
 */
public final class DeviceException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public DeviceException(String message, Throwable cause) {
        super(message, cause);
    }
}
