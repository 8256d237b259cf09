package io.zerostream.cameras.stream;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** Users and passwords of cameras, by name, in a file of the machine that runs them. */
public final class Secrets {
    private final @Nullable Path file;

    /** @param file {@code NAME=USER:PASSWORD} a line; null = there is none */
    public Secrets(@Nullable Path file) {
        this.file = file;
    }

    /**
     * Looks one up, as the file is now.
     *
     * @param name null = none is needed
     * @throws StreamException when it is not there or cannot be read; says which, and not what
     */
    public @Nullable Credentials credentials(@Nullable String name) throws StreamException {
        if (name == null) {
            return null;
        }
        if (file == null) {
            throw new StreamException("it needs the secret '" + name + "', and this runner has no file of secrets");
        }
        Properties all = new Properties();
        try (Reader in = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            all.load(in);
        } catch (IOException | IllegalArgumentException e) {
            throw new StreamException("the file of secrets " + file + " cannot be read: "
                    + e.getClass().getSimpleName());
        }
        String secret = all.getProperty(name);
        int colon = secret == null ? -1 : secret.indexOf(':');
        if (secret == null || colon < 0) {
            throw new StreamException("the file of secrets " + file + " has no line " + name + "=USER:PASSWORD");
        }
        return new Credentials(secret.substring(0, colon), secret.substring(colon + 1));
    }
}
