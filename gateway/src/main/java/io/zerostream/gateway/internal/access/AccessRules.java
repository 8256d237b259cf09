package io.zerostream.gateway.internal.access;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.zerostream.gateway.config.GatewayException;
import io.zerostream.gateway.config.Role;
import io.zerostream.schemas.registry.NameRule;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What {@code access.file} says. Immutable. */
final class AccessRules {
    /** Nobody is named. */
    static final AccessRules NONE = new AccessRules(Map.of(), Map.of(), Map.of(), Set.of(), Grants.NONE);

    private static final int HASH_DIGITS = 64;
    /** The role of a person who is shut out. */
    private static final String NOTHING = "none";

    private static final YAMLMapper YAML = YAMLMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final Map<String, Token> tokens;
    private final Map<String, Grants> people;
    private final Map<String, Grants> groups;
    /** People who may nothing, whatever else is said of them. */
    private final Set<String> barred;

    private final Grants everyone;

    /**
     * @param expires from when on it is none; null = never
     */
    private record Token(
            String name, Grants grants, @Nullable Instant expires) {}

    /** The file as it is written. */
    private record Written(
            @Nullable List<WrittenToken> tokens,
            @Nullable Map<String, WrittenGrants> people,
            @Nullable Map<String, WrittenGrants> groups,
            @Nullable WrittenGrants everyone) {}

    private record WrittenToken(
            @Nullable String name,
            @Nullable String sha256,
            @Nullable String role,
            @Nullable Map<String, String> sets,
            @Nullable String expires) {}

    private record WrittenGrants(
            @Nullable String role, @Nullable Map<String, String> sets) {}

    private AccessRules(
            Map<String, Token> tokens,
            Map<String, Grants> people,
            Map<String, Grants> groups,
            Set<String> barred,
            Grants everyone) {
        this.tokens = tokens;
        this.people = people;
        this.groups = groups;
        this.barred = barred;
        this.everyone = everyone;
    }

    /** @throws GatewayException saying what is wrong and where */
    static AccessRules parse(String yaml) {
        try {
            JsonNode root = YAML.readTree(yaml);
            return root.isMissingNode() || root.isNull() ? NONE : of(YAML.treeToValue(root, Written.class));
        } catch (JsonMappingException e) {
            String where = e.getPath().stream()
                    .map(part -> part.getFieldName() == null ? "[" + part.getIndex() + "]" : part.getFieldName())
                    .collect(Collectors.joining("."));
            throw new GatewayException(where + ": not as it should be: " + e.getOriginalMessage(), e);
        } catch (JsonProcessingException e) {
            String line =
                    e.getLocation() == null ? "" : "line " + e.getLocation().getLineNr() + ": ";
            throw new GatewayException(line + "not YAML: " + e.getOriginalMessage(), e);
        }
    }

    private static AccessRules of(Written written) {
        Map<String, Token> tokens = new HashMap<>();
        Set<String> names = new HashSet<>();
        for (WrittenToken token : Objects.requireNonNullElse(written.tokens(), List.<WrittenToken>of())) {
            if (token == null) {
                throw new GatewayException("an entry of tokens is empty: take it out");
            }
            String name = token.name();
            if (name == null || name.isBlank()) {
                throw new GatewayException("a token has no name: give each one, for it is said who changed what");
            }
            String fault = NameRule.fault(name);
            if (fault != null) {
                throw new GatewayException("the name of a token " + fault);
            }
            if (!names.add(name)) {
                throw new GatewayException("token '" + name + "' is there twice: give each a name of its own");
            }
            String hash = token.sha256();
            if (hash == null || !hash.matches("[0-9a-f]{" + HASH_DIGITS + "}")) {
                throw new GatewayException("sha256 of token '" + name + "' is not " + HASH_DIGITS
                        + " hexadecimal digits in small letters: ./zerostream tokens new prints it");
            }
            Grants grants = grants("token '" + name + "'", new WrittenGrants(token.role(), token.sets()));
            if (tokens.put(hash, new Token(name, grants, expiry(name, token.expires()))) != null) {
                throw new GatewayException("two tokens have the sha256 of '" + name + "': draw one for each");
            }
        }
        Map<String, WrittenGrants> people =
                new HashMap<>(Objects.requireNonNullElse(written.people(), Map.<String, WrittenGrants>of()));
        Set<String> barred = people.entrySet().stream()
                .filter(entry -> entry.getValue() != null
                        && NOTHING.equals(entry.getValue().role()))
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
        people.keySet().removeAll(barred);
        return new AccessRules(
                tokens,
                all("people", people),
                all("groups", written.groups()),
                barred,
                written.everyone() == null ? Grants.NONE : grants("everyone", written.everyone()));
    }

    private static Map<String, Grants> all(String of, @Nullable Map<String, WrittenGrants> written) {
        Map<String, Grants> all = new HashMap<>();
        Objects.requireNonNullElse(written, Map.<String, WrittenGrants>of())
                .forEach((name, grants) -> all.put(name, grants(of + " '" + name + "'", grants)));
        return all;
    }

    private static Grants grants(String of, @Nullable WrittenGrants written) {
        if (written == null || (written.role() == null && written.sets() == null)) {
            throw new GatewayException(of + " has neither a role nor sets: give one");
        }
        Role everywhere = written.role() == null ? Role.ANYONE : Role.of("role of " + of, written.role());
        Map<String, Role> sets = new HashMap<>();
        Objects.requireNonNullElse(written.sets(), Map.<String, String>of()).forEach((set, word) -> {
            Role role = Role.ofSet("role of " + of + " in set '" + set + "'", String.valueOf(word));
            sets.put(set, role);
        });
        return new Grants(everywhere, sets);
    }

    private static @Nullable Instant expiry(String token, @Nullable String text) {
        if (text == null) {
            return null;
        }
        try {
            return text.contains("T")
                    ? Instant.parse(text)
                    : LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
        } catch (DateTimeException e) {
            throw new GatewayException(
                    "expires of token '" + token + "' is '" + text + "'; write a day as 2027-01-31, which it no longer"
                            + " holds, or a time as 2027-01-31T12:00:00Z",
                    e);
        }
    }

    /** Who has the token of this hash; empty when there is none, or it has expired. */
    Optional<Caller> token(String hash, Instant now, boolean browser) {
        return Optional.ofNullable(tokens.get(hash))
                .filter(token -> token.expires() == null || now.isBefore(token.expires()))
                .map(token -> new Caller(token.name(), Caller.Kind.TOKEN, token.grants(), browser));
    }

    /** Those of some groups that say something of their members. */
    List<String> named(List<String> memberOf) {
        return memberOf.stream().filter(groups::containsKey).distinct().toList();
    }

    /** A person whom a provider or a proxy has named. */
    Caller person(String name, List<String> memberOf, boolean browser) {
        if (barred.contains(name)) {
            return new Caller(name, Caller.Kind.PERSON, Grants.NONE, browser);
        }
        Grants grants = memberOf.stream()
                .map(group -> groups.getOrDefault(group, Grants.NONE))
                .reduce(everyone.or(people.getOrDefault(name, Grants.NONE)), Grants::or);
        return new Caller(name, Caller.Kind.PERSON, grants, browser);
    }
}
