package io.zerostream.cameras.stream;

/**
 * User and password of a camera. Its text shows neither.
 *
 * @param user without colons
 * @param password any text
 */
public record Credentials(String user, String password) {
    @Override
    public String toString() {
        return "Credentials[***]";
    }
}
