package io.zerostream.gateway.internal.access;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.http.HTTPResponse;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.id.Issuer;
import com.nimbusds.openid.connect.sdk.op.OIDCProviderConfigurationRequest;
import com.nimbusds.openid.connect.sdk.op.OIDCProviderMetadata;
import com.nimbusds.openid.connect.sdk.validators.IDTokenValidator;
import io.zerostream.gateway.config.OidcSettings;
import io.zerostream.gateway.internal.registry.RefusedException;
import io.zerostream.schemas.SafeText;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the provider says of itself, asked at first use and again after an hour; while it is away what it said last counts.
 * Many threads may ask at once.
 */
final class OidcProvider {
    private static final Logger LOG = LoggerFactory.getLogger(OidcProvider.class);
    private static final Duration FRESH_FOR = Duration.ofHours(1);
    private static final Duration AWAY_FOR = Duration.ofMinutes(1);
    /** Keys are asked for anew after this, and when a token names one that is not among them. */
    private static final Duration KEYS_FOR = Duration.ofMinutes(5);
    /** Longer than a call may take. */
    private static final Duration KEYS_WITHIN = Duration.ofSeconds(15);

    private final Issuer issuer;
    private final ClientID client;
    private final ProviderHttp http;
    private final Clock clock;
    private volatile @Nullable Known known;

    /** Asks nothing yet. */
    OidcProvider(Issuer issuer, ClientID client, ProviderHttp http, Clock clock) {
        this.issuer = issuer;
        this.client = client;
        this.http = http;
        this.clock = clock;
    }

    /**
     * What is known.
     *
     * @param metadata where to ask what, every address {@linkplain OidcSettings#isPrivate private}
     * @param validator of ID tokens, with the provider's keys, which it asks for when they are needed
     * @param until when it counts without asking again
     */
    record Known(OIDCProviderMetadata metadata, IDTokenValidator validator, Instant until) {}

    /** What is known without a question to the provider; null = it is to be asked. */
    @Nullable
    Known fresh() {
        Known last = known;
        return last != null && clock.instant().isBefore(last.until()) ? last : null;
    }

    /**
     * What is known, after a question to the provider when that is due.
     *
     * @throws RefusedException LOGIN_AWAY when nothing is known yet and the provider cannot be asked
     */
    Known known() {
        Known fresh = fresh();
        if (fresh != null) {
            return fresh;
        }
        Known last = known;
        Known now;
        try {
            OIDCProviderMetadata metadata = discovered();
            now = new Known(metadata, validator(metadata), clock.instant().plus(FRESH_FOR));
        } catch (IOException e) {
            if (last == null) {
                throw away(e.getMessage());
            }
            LOG.warn("the login provider {} is asked again later: {}", issuer, SafeText.of(String.valueOf(e)));
            now = new Known(last.metadata(), last.validator(), clock.instant().plus(AWAY_FOR));
        }
        known = now;
        return now;
    }

    /**
     * The refusal that says so.
     *
     * @param why what happened, without anything that is secret
     */
    RefusedException away(@Nullable String why) {
        return LoginRefusals.away("the login provider " + issuer + " does not answer as it should: " + why);
    }

    private OIDCProviderMetadata discovered() throws IOException {
        HTTPResponse answer =
                new OIDCProviderConfigurationRequest(issuer).toHTTPRequest().send(http);
        if (answer.getStatusCode() != HTTPResponse.SC_OK) {
            throw new IOException("its discovery answers HTTP " + answer.getStatusCode());
        }
        OIDCProviderMetadata metadata;
        try {
            metadata = OIDCProviderMetadata.parse(answer.getBodyAsJSONObject());
        } catch (ParseException | IllegalArgumentException e) {
            throw new IOException("its discovery cannot be read: " + e.getMessage(), e);
        }
        if (!issuer.equals(metadata.getIssuer())) {
            throw new IOException("it calls itself " + metadata.getIssuer() + ": see access.oidc.issuer");
        }
        needed("authorization_endpoint", metadata.getAuthorizationEndpointURI());
        needed("token_endpoint", metadata.getTokenEndpointURI());
        needed("jwks_uri", metadata.getJWKSetURI());
        if (metadata.getUserInfoEndpointURI() != null) {
            needed("userinfo_endpoint", metadata.getUserInfoEndpointURI());
        }
        return metadata;
    }

    private static void needed(String name, @Nullable URI address) throws IOException {
        if (!OidcSettings.isPrivate(address)) {
            throw new IOException("its " + name + " is " + address + ", and not an address with https");
        }
    }

    private IDTokenValidator validator(OIDCProviderMetadata metadata) throws MalformedURLException {
        var keys = JWKSourceBuilder.<SecurityContext>create(
                        metadata.getJWKSetURI().toURL(), http)
                .cache(KEYS_FOR.toMillis(), KEYS_WITHIN.toMillis())
                .refreshAheadCache(false)
                .rateLimited(false)
                .build();
        return new IDTokenValidator(
                issuer, client, new JWSVerificationKeySelector<>(algorithms(metadata.getIDTokenJWSAlgs()), keys), null);
    }

    /** Those that need no secret to verify: a token that claims another one is forged, or cannot be checked. */
    private static Set<JWSAlgorithm> algorithms(@Nullable List<JWSAlgorithm> offered) {
        Set<JWSAlgorithm> taken = new HashSet<>(offered == null ? List.of() : offered);
        taken.removeIf(one -> !JWSAlgorithm.Family.RSA.contains(one) && !JWSAlgorithm.Family.EC.contains(one));
        return taken.isEmpty() ? Set.of(JWSAlgorithm.RS256) : taken;
    }
}
