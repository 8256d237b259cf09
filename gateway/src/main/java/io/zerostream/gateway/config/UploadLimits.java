package io.zerostream.gateway.config;

/**
 * What one request of {@code /v1} or {@code /v2} may bring.
 *
 * @param pictures pictures of one request, at least 1
 * @param bytes longest body, with what its form or its JSON adds; at least 1 MiB
 */
public record UploadLimits(int pictures, int bytes) {
    private static final int LEAST_BYTES = 1024 * 1024;

    /** @throws GatewayException naming the key that is out of range */
    public UploadLimits {
        atLeast("uploads.pictures", pictures, 1);
        atLeast("uploads.bytes", bytes, LEAST_BYTES);
    }

    /** 32 pictures, 32 MiB. */
    public static UploadLimits defaults() {
        return new UploadLimits(32, 32 * 1024 * 1024);
    }

    private static void atLeast(String key, int value, int least) {
        if (value < least) {
            throw new GatewayException(key + " is " + value + "; it must be at least " + least);
        }
    }
}
