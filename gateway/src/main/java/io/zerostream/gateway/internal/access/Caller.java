package io.zerostream.gateway.internal.access;

import io.zerostream.gateway.config.Role;
import io.zerostream.gateway.internal.registry.Refusal;
import io.zerostream.gateway.internal.registry.RefusedException;
import io.zerostream.schemas.SafeText;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Who a request is from.
 *
 * @param name of the token or the person; empty when nobody says so
 * @param kind how that is known
 * @param grants what they may do
 * @param browser whether a browser's session says so, which it sends whoever's page asks
 */
public record Caller(String name, Kind kind, Grants grants, boolean browser) {
    /** How it is known who asks. */
    public enum Kind {
        /** It is not. */
        ANONYMOUS,
        /** By a token. */
        TOKEN,
        /** A provider of OpenID Connect, or a reverse proxy, says so. */
        PERSON;

        /** For example {@code token}. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Nobody in particular. */
    static Caller anonymous(Role role) {
        return new Caller("", Kind.ANONYMOUS, new Grants(role, Map.of()), false);
    }

    /** Whether they may do what the role may, for all sets or for some. */
    public boolean maySomewhere(Role role) {
        return grants.somewhere(role);
    }

    /** Whether they may do in a class set what the role may. */
    public boolean may(Role role, String set) {
        return grants.in(set, role);
    }

    /**
     * Refuses what needs a role for everything.
     *
     * @throws RefusedException when it is not granted
     */
    public void demand(Role role) {
        if (!grants.everywhere(role)) {
            throw lacking(role, "");
        }
    }

    /**
     * Refuses what needs a role for a class set.
     *
     * @throws RefusedException when it is not granted
     */
    public void demand(Role role, String set) {
        if (!may(role, set)) {
            throw lacking(role, " of class set '" + SafeText.of(set) + "'");
        }
    }

    /**
     * Refuses what needs a role for some class set; which, is not known yet.
     *
     * @throws RefusedException when it is granted for none
     */
    public void demandSomewhere(Role role) {
        if (!grants.somewhere(role)) {
            throw lacking(role, "");
        }
    }

    /** Who is said to have asked: whoever it is known to be, else whoever they say they are. */
    public @Nullable String author(@Nullable String said) {
        return kind == Kind.ANONYMOUS ? said : name;
    }

    private RefusedException lacking(Role role, String where) {
        if (kind == Kind.ANONYMOUS) {
            return new RefusedException(
                    Refusal.UNAUTHENTICATED,
                    "this needs the role " + role.word() + where + ", and the request does not say who asks",
                    "log in, or send Authorization: Bearer TOKEN");
        }
        return new RefusedException(
                Refusal.FORBIDDEN,
                kind.word() + " '" + SafeText.of(name) + "' has not the role " + role.word() + where,
                "ask whoever runs this gateway for it");
    }
}
