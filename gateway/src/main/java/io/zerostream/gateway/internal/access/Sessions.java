package io.zerostream.gateway.internal.access;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.zerostream.gateway.config.AccessToken;
import io.zerostream.gateway.config.GatewayException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.util.Date;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a browser brings along to be known again: claims with an end, signed (HS256), so that nothing is kept here and every
 * gateway with the same key knows them. What they may do is not in them; that is looked up each time. Thread-safe.
 */
final class Sessions {
    private static final Logger LOG = LoggerFactory.getLogger(Sessions.class);
    private static final int KEY_BYTES = 32;
    private static final String USE = "use";

    private final byte[] key;
    private final Clock clock;

    /** @param key at least 32 bytes */
    private Sessions(byte[] key, Clock clock) {
        this.key = key;
        this.clock = clock;
    }

    /** With a key that is drawn now. */
    static Sessions drawn(Clock clock) {
        byte[] key = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(key);
        return new Sessions(key, clock);
    }

    /** With the key of a file. @throws GatewayException when it cannot be read, or is too short to be one */
    static Sessions of(Path file, Clock clock) {
        try {
            byte[] content = Files.readAllBytes(file);
            if (content.length < KEY_BYTES) {
                throw new GatewayException("access.session-key-file: " + file + " has " + content.length
                        + " bytes; a key has at least " + KEY_BYTES + ": make one with openssl rand -base64 48");
            }
            return new Sessions(AccessToken.sha256(content), clock);
        } catch (IOException e) {
            throw new GatewayException("access.session-key-file: cannot read " + file + ": " + e, e);
        }
    }

    /**
     * Signs claims.
     *
     * @param use what for; what is signed for one use is nothing for another
     */
    String sign(String use, Map<String, Object> claims, Duration lasts) {
        JWTClaimsSet.Builder all = new JWTClaimsSet.Builder();
        claims.forEach(all::claim);
        all.claim(USE, use).expirationTime(Date.from(clock.instant().plus(lasts)));
        try {
            SignedJWT signed = new SignedJWT(new JWSHeader(JWSAlgorithm.HS256), all.build());
            signed.sign(new MACSigner(key));
            return signed.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException("a key of " + key.length + " bytes signs", e);
        }
    }

    /** The claims, when we signed them for this use and they have not ended. */
    Optional<JWTClaimsSet> read(String use, String text) {
        try {
            SignedJWT signed = SignedJWT.parse(text);
            if (!signed.getHeader().getAlgorithm().equals(JWSAlgorithm.HS256) || !signed.verify(new MACVerifier(key))) {
                return Optional.empty();
            }
            JWTClaimsSet claims = signed.getJWTClaimsSet();
            boolean ours = use.equals(claims.getStringClaim(USE))
                    && claims.getExpirationTime() != null
                    && claims.getExpirationTime().toInstant().isAfter(clock.instant());
            return ours ? Optional.of(claims) : Optional.empty();
        } catch (ParseException | JOSEException e) {
            LOG.debug("a cookie that is none of ours", e);
            return Optional.empty();
        }
    }
}
