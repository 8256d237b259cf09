package io.zerostream.job.config;

/** A setting of the job that cannot be. The message names the key, what was wrong, and what to do. */
public class JobConfigException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * @param key the configuration key
     * @param message what was wrong with its value, and what to do
     */
    public JobConfigException(String key, String message) {
        super(key + ": " + message);
    }
}
