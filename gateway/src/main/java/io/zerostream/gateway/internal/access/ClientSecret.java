package io.zerostream.gateway.internal.access;

import com.nimbusds.oauth2.sdk.auth.Secret;
import io.zerostream.gateway.config.GatewayException;
import io.zerostream.gateway.config.OidcSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The secret of this gateway at the provider, out of a file. */
final class ClientSecret {
    private ClientSecret() {}

    /**
     * The text in the file, without space around it; null = the client has no secret.
     *
     * @throws GatewayException when the file cannot be read, or is empty
     */
    static @Nullable Secret of(OidcSettings settings) {
        if (!settings.hasSecret()) {
            return null;
        }
        String text;
        try {
            text = Files.readString(Path.of(settings.secretFile())).strip();
        } catch (IOException | InvalidPathException e) {
            throw new GatewayException(
                    "access.oidc.secret-file is '" + settings.secretFile() + "', which cannot be read: " + e, e);
        }
        if (text.isEmpty()) {
            throw new GatewayException("access.oidc.secret-file is '" + settings.secretFile()
                    + "', which is empty; write the client's secret into it, or " + OidcSettings.NONE
                    + " here for a client that has none");
        }
        return new Secret(text);
    }
}
