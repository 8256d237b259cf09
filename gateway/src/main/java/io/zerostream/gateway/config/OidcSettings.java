package io.zerostream.gateway.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Where people log in by OpenID Connect, and what is read of who they are.
 *
 * @param issuer address of the provider, as its tokens name it: https, or http on this machine itself; {@link #NONE} =
 *     nobody logs in so
 * @param clientId what the provider knows this gateway as
 * @param secretFile file that holds the client's secret, which is read at start; {@link #NONE} = a public client, which
 *     has PKCE alone
 * @param scopes what is asked for, with spaces between; {@code openid} is among them
 * @param nameClaim claim that is the person's name here; an {@code email} that the provider has not verified is refused
 * @param groupsClaim claim that lists the person's groups; who has none is in none
 */
public record OidcSettings(
        String issuer, String clientId, String secretFile, String scopes, String nameClaim, String groupsClaim) {
    /** No provider, or no secret. */
    public static final String NONE = "none";

    private static final String KEY = "access.oidc.";

    /** @throws GatewayException naming the key that is out of range */
    public OidcSettings {
        notBlank("issuer", issuer);
        notBlank("client-id", clientId);
        notBlank("secret-file", secretFile);
        notBlank("scopes", scopes);
        notBlank("name-claim", nameClaim);
        notBlank("groups-claim", groupsClaim);
        if (issuer.contains("@")) {
            throw new GatewayException(KEY + "issuer is an address with a user or a password: leave them out");
        }
        if (!issuer.equals(NONE) && !isIssuer(issuer)) {
            throw new GatewayException(KEY + "issuer is '" + issuer + "'; it must be an address as"
                    + " https://login.example, or http on this machine itself, without '?' or '#', or " + NONE);
        }
        if (!Arrays.asList(scopes.split(" ")).contains("openid")) {
            throw new GatewayException(KEY + "scopes is '" + scopes + "'; it must have openid, with spaces between");
        }
    }

    /** Nobody logs in so; client "zerostream" without a secret, scopes "openid profile email", claims "email" and "groups". */
    public static OidcSettings defaults() {
        return new OidcSettings(NONE, "zerostream", NONE, "openid profile email", "email", "groups");
    }

    /** Whether there is a provider. */
    public boolean isOn() {
        return !issuer.equals(NONE);
    }

    /** Whether the client has a secret. */
    public boolean hasSecret() {
        return !secretFile.equals(NONE);
    }

    /** Whether nobody on the way can read what is sent there: it goes by https, or never leaves this machine. */
    public static boolean isPrivate(@Nullable URI address) {
        if (address == null || address.getScheme() == null || address.getHost() == null) {
            return false;
        }
        return switch (address.getScheme().toLowerCase(Locale.ROOT)) {
            case "https" -> true;
            case "http" -> isLoopback(address.getHost().toLowerCase(Locale.ROOT));
            default -> false;
        };
    }

    private static boolean isLoopback(String host) {
        // a name such as 127.example is somebody's
        return host.equals("localhost") || host.equals("[::1]") || host.matches("127\\.\\d+\\.\\d+\\.\\d+");
    }

    private static boolean isIssuer(String text) {
        try {
            URI address = new URI(text);
            return isPrivate(address) && address.getRawQuery() == null && address.getRawFragment() == null;
        } catch (URISyntaxException e) {
            return false;
        }
    }

    private static void notBlank(String name, String value) {
        if (value.isBlank()) {
            throw new GatewayException(KEY + name + " is empty; give it a value");
        }
    }
}
