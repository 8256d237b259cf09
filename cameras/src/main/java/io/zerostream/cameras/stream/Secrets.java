package io.zerostream.cameras.stream;

import java.io.IOException;
import java.io.Reader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** Users and passwords of cameras, by name, in a file of the machine that runs them. */
public final class Secrets {
    private final @Nullable Path file;

    /** @param file {@code NAME=USER:PASSWORD@HOST} a line; null = there is none */
    public Secrets(@Nullable Path file) {
        this.file = file;
    }

    /**
     * Looks one up, as the file is now.
     *
     * @param name null = none is needed
     * @param url which it is for: whoever may change an address must not be able to have a password sent to a host of theirs
     * @throws StreamException when it is not there, cannot be read, or is for another host; says which, and not what
     */
    public @Nullable Credentials credentials(@Nullable String name, URI url) throws StreamException {
        if (name == null) {
            return null;
        }
        if (file == null) {
            throw new StreamException("it needs the secret '" + name + "', and this worker has no file of secrets");
        }
        Properties all = new Properties();
        try (Reader in = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            all.load(in);
        } catch (NoSuchFileException e) {
            throw new StreamException(
                    "there is no file of secrets " + file + ": put a line " + name + "=USER:PASSWORD@HOST into it");
        } catch (IOException | IllegalArgumentException e) {
            throw new StreamException("the file of secrets " + file + " cannot be read: "
                    + e.getClass().getSimpleName());
        }
        String secret = all.getProperty(name);
        int colon = secret == null ? -1 : secret.indexOf(':');
        int at = secret == null ? -1 : secret.lastIndexOf('@');
        if (secret == null || colon < 0 || at < colon) {
            throw new StreamException("the file of secrets " + file + " has no line " + name + "=USER:PASSWORD@HOST");
        }
        if (!secret.substring(at + 1).strip().equalsIgnoreCase(url.getHost())) {
            throw new StreamException("the secret '" + name + "' is for another host than this address has: what is"
                    + " behind the last @ of its line must be that");
        }
        return new Credentials(secret.substring(0, colon), secret.substring(colon + 1, at));
    }
}
