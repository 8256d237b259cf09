package io.zerostream.gateway.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.zerostream.schemas.registry.NameRule;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.LocalDate;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A token that says who asks. It is 256 bits of chance, so that its SHA-256 can be kept in its place: there is nothing to be
 * found by guessing, as there is with passwords, and a slow hash would only let strangers spend our time.
 *
 * @param token the token itself, to be shown once
 * @param entry what {@code access.file} needs to have of it, lines of YAML below {@code tokens}
 */
public record AccessToken(String token, String entry) {
    /** How each begins, so that it is known for what it is wherever it turns up. */
    private static final String PREFIX = "zs_";

    private static final int BYTES = 32;
    private static final SecureRandom CHANCE = new SecureRandom();
    private static final YAMLMapper YAML = YAMLMapper.builder()
            .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
            .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
            .build();

    /**
     * Draws one.
     *
     * @param name whose it is
     * @param role for everything; null = none
     * @param sets roles for some class sets
     * @param expires from this day on (UTC) it is none; null = never
     * @throws GatewayException when the name is none, a role is not known, or neither a role nor a set is given
     */
    public static AccessToken draw(
            String name, @Nullable String role, Map<String, String> sets, @Nullable LocalDate expires) {
        String fault = NameRule.fault(name);
        if (fault != null || name.isBlank()) {
            throw new GatewayException("the name of a token " + (fault == null ? "is empty" : fault));
        }
        if (role == null && sets.isEmpty()) {
            throw new GatewayException("say what the token may do: --role, one of " + String.join(", ", Role.words())
                    + ", or --set SET=ROLE");
        }
        byte[] bytes = new byte[BYTES];
        CHANCE.nextBytes(bytes);
        String token = PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("name", name);
        entry.put("sha256", hash(token));
        if (role != null) {
            entry.put("role", Role.of("--role", role).word());
        }
        if (!sets.isEmpty()) {
            Map<String, String> some = new TreeMap<>();
            sets.forEach((set, word) ->
                    some.put(set, Role.ofSet("--set " + set, word).word()));
            entry.put("sets", some);
        }
        if (expires != null) {
            entry.put("expires", expires.toString());
        }
        try {
            return new AccessToken(token, YAML.writeValueAsString(List.of(entry)));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("texts can be written", e);
        }
    }

    /** SHA-256 of a token, 64 hexadecimal digits in small letters. */
    public static String hash(String token) {
        return HexFormat.of().formatHex(sha256(token.getBytes(StandardCharsets.UTF_8)));
    }

    /** SHA-256. */
    public static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** Without the token. */
    @Override
    public String toString() {
        return entry;
    }
}
