package io.zerostream.gateway.config;

import io.javalin.security.RouteRole;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What somebody may do; each role may do what those before it may. */
public enum Role implements RouteRole {
    /** The page itself, health, and to say who one is. */
    ANYONE,
    /** All that is shown. */
    VIEWER,
    /** Uploads. */
    CONTRIBUTOR,
    /** Classes and class sets. */
    EDITOR,
    /** What serves, cameras. */
    ADMIN;

    /** Whether it may do what the other may. */
    public boolean includes(Role other) {
        return compareTo(other) >= 0;
    }

    /** As people write it: {@code viewer}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The words of those that can be given, all but {@link #ANYONE}. */
    public static List<String> words() {
        return Arrays.stream(values()).skip(1).map(Role::word).toList();
    }

    /**
     * The role of a word.
     *
     * @param where it stands, for the message
     * @throws GatewayException when it is none that can be given
     */
    public static Role of(String where, String word) {
        if (!words().contains(word)) {
            throw new GatewayException(where + " is '" + word + "'; it must be one of " + String.join(", ", words()));
        }
        return valueOf(word.toUpperCase(Locale.ROOT));
    }

    /**
     * The role of a word in one class set.
     *
     * @param where it stands, for the message
     * @throws GatewayException when it is none that can be given in a set
     */
    public static Role ofSet(String where, String word) {
        Role role = of(where, word);
        if (role == ADMIN) {
            throw new GatewayException(
                    where + " is admin, which is of everything: give editor, or the role admin beside sets");
        }
        return role;
    }
}
