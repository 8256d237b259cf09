package io.zerostream.gateway.config;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Who may do what.
 *
 * @param file YAML with tokens, and the roles of people and groups (docs/security.md); {@link GatewayConfig#NOT_ASKED} = there is none
 * @param anonymous what those may do who say nothing of themselves: {@code none} or a role; {@link #AUTO} = everything on a
 *     gateway that only its own computer reaches and that knows no login, else nothing
 * @param publicUrl address that people use, where that is not the one it listens on: that of a reverse proxy, for example;
 *     {@link GatewayConfig#NOT_ASKED} = the same
 * @param hosts further names that requests may be addressed to, separated by commas; {@link GatewayConfig#NOT_ASKED} =
 *     none
 * @param proxy a reverse proxy that says who asks
 * @param oidc a provider of OpenID Connect that says who asks
 * @param sessionKeyFile file of at least 32 bytes that sessions are signed with, so that they hold at several gateways and
 *     after a restart; {@link GatewayConfig#NOT_ASKED} = drawn at the start
 * @param sessionLasts after which people log in again, at least a minute
 * @param wrongTokensPerMinute tokens that are not known here which one client may send within a minute, at least 0; 0 = as
 *     many as it likes. A client is an address that connections come from: behind a reverse proxy all are one
 */
public record AccessSettings(
        String file,
        String anonymous,
        String publicUrl,
        String hosts,
        ProxySettings proxy,
        OidcSettings oidc,
        String sessionKeyFile,
        Duration sessionLasts,
        int wrongTokensPerMinute) {
    /** See {@link #anonymous}. */
    public static final String AUTO = "auto";

    private static final Duration LEAST_SESSION = Duration.ofMinutes(1);

    /** @throws GatewayException naming the key that does not fit */
    public AccessSettings {
        notBlank("access.file", file);
        notBlank("access.hosts", hosts);
        notBlank("access.session-key-file", sessionKeyFile);
        if (!anonymous.equals(AUTO) && !anonymous.equals(GatewayConfig.NOT_ASKED)) {
            Role.of("access.anonymous", anonymous);
        }
        if (!publicUrl.equals(GatewayConfig.NOT_ASKED) && !publicUrl.matches("https?://[^/\\s@?#]+/?")) {
            throw new GatewayException("access.public-url is '" + publicUrl
                    + "'; write scheme and host, for example https://labels.example.org");
        }
        if (!publicUrl.equals(GatewayConfig.NOT_ASKED) && URI.create(publicUrl).getHost() == null) {
            throw new GatewayException("access.public-url is '" + publicUrl + "', whose host is no name of a host");
        }
        if (sessionLasts.compareTo(LEAST_SESSION) < 0) {
            throw new GatewayException("access.session-lasts is " + sessionLasts + "; it must be at least a minute");
        }
        if (wrongTokensPerMinute < 0) {
            throw new GatewayException("access.wrong-tokens-per-minute is " + wrongTokensPerMinute
                    + "; it must be at least 0 (as many as a client likes)");
        }
    }

    /** No login, as suits a gateway that only its own computer reaches. */
    public static AccessSettings defaults() {
        return new AccessSettings(
                GatewayConfig.NOT_ASKED,
                AUTO,
                GatewayConfig.NOT_ASKED,
                GatewayConfig.NOT_ASKED,
                ProxySettings.defaults(),
                OidcSettings.defaults(),
                GatewayConfig.NOT_ASKED,
                Duration.ofHours(12),
                10);
    }

    /** @throws GatewayException when one setting needs another that is not there */
    public void demandWhole() {
        proxy.demandWhole();
        if (oidc.isOn() && !isBehindAnother()) {
            throw new GatewayException("access.oidc.issuer is set and access.public-url is not: the provider sends"
                    + " people back there, so that it must know the address");
        }
    }

    /** Whether nobody is asked although nobody has said so, as suits a gateway that only its own computer reaches. */
    public boolean isOpenByItself() {
        return anonymous.equals(AUTO) && !knowsLogin();
    }

    /** Whether anybody can say who they are. */
    public boolean knowsLogin() {
        return !file.equals(GatewayConfig.NOT_ASKED) || proxy.isOn() || oidc.isOn();
    }

    /** Whether people use another address than the one it listens on. */
    public boolean isBehindAnother() {
        return !publicUrl.equals(GatewayConfig.NOT_ASKED);
    }

    /** The address that people use as browsers name the page's origin, in small letters. */
    public String publicOrigin() {
        return publicUrl.toLowerCase(Locale.ROOT).replaceFirst("/$", "");
    }

    /** Whether people reach it by TLS, so that cookies may demand it. */
    public boolean isEncrypted() {
        return publicUrl.startsWith("https:");
    }

    /** Names that requests may be addressed to beside those of the address it listens on, in small letters. */
    public List<String> names() {
        List<String> listed = ProxySettings.split(hosts.toLowerCase(Locale.ROOT));
        if (!isBehindAnother()) {
            return listed;
        }
        return Stream.concat(
                        listed.stream(),
                        Stream.of(URI.create(publicUrl.toLowerCase(Locale.ROOT)).getHost()))
                .toList();
    }

    /**
     * What those may do who say nothing of themselves.
     *
     * @param loopback whether the gateway listens to its own computer only
     * @throws GatewayException when nobody could do anything, or everybody everything without that being asked for
     */
    public Role anonymousRole(boolean loopback) {
        if (anonymous.equals(GatewayConfig.NOT_ASKED)) {
            return Role.ANYONE;
        }
        if (!anonymous.equals(AUTO)) {
            return Role.of("access.anonymous", anonymous);
        }
        if (knowsLogin()) {
            return Role.ANYONE;
        }
        if (loopback && names().isEmpty()) {
            return Role.ADMIN;
        }
        throw new GatewayException((loopback
                        ? "access.public-url or access.hosts says that others reach the gateway"
                        : "host is an address that others reach")
                + ", and nothing says who may do what. Set one of access.file (tokens: ./zerostream tokens new),"
                + " access.oidc.issuer or access.proxy.user-header; or access.anonymous to the role of whoever reaches"
                + " it, one of " + String.join(", ", Role.words()));
    }

    private static void notBlank(String key, String value) {
        if (value.isBlank()) {
            throw new GatewayException(key + " is empty; give it a value");
        }
    }
}
