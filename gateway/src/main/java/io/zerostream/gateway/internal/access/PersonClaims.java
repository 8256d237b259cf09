package io.zerostream.gateway.internal.access;

import io.zerostream.gateway.config.OidcSettings;
import io.zerostream.gateway.internal.registry.RefusedException;
import io.zerostream.schemas.registry.NameRule;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A person's name and groups out of what the provider says.
 *
 * @param settings which claims these are
 * @param said claims of the ID token, and of the userinfo endpoint after them: the first that has a claim tells it
 */
record PersonClaims(OidcSettings settings, List<Map<String, Object>> said) {
    private static final String EMAIL = "email";
    private static final String EMAIL_VERIFIED = "email_verified";

    /** With what the userinfo endpoint says too. */
    PersonClaims and(Map<String, Object> more) {
        return new PersonClaims(
                settings, Stream.concat(said.stream(), Stream.of(more)).toList());
    }

    /** Whether both claims are there, so that nobody else need be asked. */
    boolean complete() {
        return claim(settings.nameClaim()) != null && claim(settings.groupsClaim()) != null;
    }

    /**
     * Who it is.
     *
     * @throws RefusedException LOGIN_REFUSED naming the claim that is not there, is no such thing, or is not verified
     */
    Oidc.Person person() {
        if (settings.nameClaim().equals(EMAIL)) {
            said.forEach(PersonClaims::checkVerified);
        }
        return new Oidc.Person(name(), groups());
    }

    private String name() {
        Object claim = claim(settings.nameClaim());
        if (!(claim instanceof String text) || text.isBlank()) {
            throw refused(settings.nameClaim(), "is not there, and would be the name", "name-claim and scopes");
        }
        String name = text.strip();
        String fault = NameRule.fault(name);
        if (fault != null) {
            throw refused(settings.nameClaim(), fault, "name-claim");
        }
        return name;
    }

    private List<String> groups() {
        Object claim = claim(settings.groupsClaim());
        if (claim == null) {
            return List.of();
        }
        if (claim instanceof String text) {
            return text.isBlank() ? List.of() : List.of(text.strip());
        }
        if (claim instanceof List<?> list && list.stream().allMatch(String.class::isInstance)) {
            return list.stream().map(String.class::cast).toList();
        }
        throw refused(settings.groupsClaim(), "is neither text nor a list of texts", "groups-claim");
    }

    /** Anybody may give an address that is not theirs, until the provider has seen that they read what is sent there. */
    private static void checkVerified(Map<String, Object> claims) {
        Object verified = claims.get(EMAIL_VERIFIED);
        // some providers write it as text
        if (verified != null && !verified.toString().equalsIgnoreCase("true")) {
            throw LoginRefusals.refused(
                    "the provider has not verified the address in the claim " + EMAIL,
                    "confirm the address at the provider, and log in again");
        }
    }

    private @Nullable Object claim(String name) {
        for (Map<String, Object> claims : said) {
            Object claim = claims.get(name);
            if (claim != null) {
                return claim;
            }
        }
        return null;
    }

    private static RefusedException refused(String claim, String fault, String keys) {
        return LoginRefusals.refused(
                "the claim " + claim + " of the login provider " + fault,
                "tell who runs this gateway to see access.oidc: " + keys);
    }
}
