package io.zerostream.gateway.internal.access;

import com.nimbusds.oauth2.sdk.AuthorizationCode;
import com.nimbusds.oauth2.sdk.ErrorObject;
import com.nimbusds.oauth2.sdk.OAuth2Error;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.id.Issuer;
import com.nimbusds.oauth2.sdk.id.State;
import com.nimbusds.openid.connect.sdk.AuthenticationResponse;
import com.nimbusds.openid.connect.sdk.AuthenticationResponseParser;
import io.zerostream.gateway.internal.registry.RefusedException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a browser brings back from the provider. */
final class LoginCallback {
    private static final Set<String> NOT_NOW =
            Set.of(OAuth2Error.TEMPORARILY_UNAVAILABLE.getCode(), OAuth2Error.SERVER_ERROR.getCode());

    private LoginCallback() {}

    /**
     * The code in it.
     *
     * @param callback the whole address that the browser was sent to
     * @param flow of the login that it must belong to
     * @param issuer who must have sent it, where it says who has
     * @throws RefusedException LOGIN_REFUSED when it belongs to another login or the provider refuses, LOGIN_AWAY when the
     *     provider says that it is not well
     */
    static AuthorizationCode code(URI callback, Oidc.Flow flow, Issuer issuer) {
        AuthenticationResponse response = parsed(callback);
        if (!isOf(flow, response.getState())) {
            throw LoginRefusals.refused(
                    "the state in the address is not that of this login, which began in another browser, or long ago",
                    LoginRefusals.BEGIN_AGAIN);
        }
        if (response.getIssuer() != null && !response.getIssuer().equals(issuer)) {
            throw LoginRefusals.refused(
                    "the browser comes from another login provider: " + response.getIssuer(),
                    LoginRefusals.BEGIN_AGAIN);
        }
        if (!response.indicatesSuccess()) {
            throw refused(response.toErrorResponse().getErrorObject());
        }
        AuthorizationCode code = response.toSuccessResponse().getAuthorizationCode();
        if (code == null) {
            throw LoginRefusals.refused("the address has no code of the login provider", LoginRefusals.BEGIN_AGAIN);
        }
        return code;
    }

    private static AuthenticationResponse parsed(URI callback) {
        try {
            return AuthenticationResponseParser.parse(callback);
        } catch (ParseException | IllegalArgumentException e) {
            // the SDK throws the second for what is empty
            throw LoginRefusals.refused(
                    "the address that the browser came with is no answer of a login provider",
                    LoginRefusals.BEGIN_AGAIN);
        }
    }

    private static boolean isOf(Oidc.Flow flow, @Nullable State state) {
        return state != null
                && MessageDigest.isEqual(
                        state.getValue().getBytes(StandardCharsets.UTF_8),
                        flow.state().getBytes(StandardCharsets.UTF_8));
    }

    private static RefusedException refused(ErrorObject error) {
        String said = error.getCode() + (error.getDescription() == null ? "" : " (" + error.getDescription() + ")");
        if (NOT_NOW.contains(String.valueOf(error.getCode()))) {
            return LoginRefusals.away("the login provider cannot log in anybody now: " + said);
        }
        return LoginRefusals.refused("the login provider refuses: " + said, LoginRefusals.BEGIN_AGAIN);
    }
}
