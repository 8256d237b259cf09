package io.zerostream.gateway.internal.access;

import com.nimbusds.oauth2.sdk.AuthorizationCode;
import com.nimbusds.oauth2.sdk.AuthorizationCodeGrant;
import com.nimbusds.oauth2.sdk.AuthorizationGrant;
import com.nimbusds.oauth2.sdk.ErrorObject;
import com.nimbusds.oauth2.sdk.OAuth2Error;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.TokenRequest;
import com.nimbusds.oauth2.sdk.TokenResponse;
import com.nimbusds.oauth2.sdk.auth.ClientAuthentication;
import com.nimbusds.oauth2.sdk.auth.ClientAuthenticationMethod;
import com.nimbusds.oauth2.sdk.auth.ClientSecretBasic;
import com.nimbusds.oauth2.sdk.auth.ClientSecretPost;
import com.nimbusds.oauth2.sdk.auth.Secret;
import com.nimbusds.oauth2.sdk.http.HTTPResponse;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import com.nimbusds.oauth2.sdk.token.AccessToken;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponse;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponseParser;
import com.nimbusds.openid.connect.sdk.UserInfoRequest;
import com.nimbusds.openid.connect.sdk.UserInfoResponse;
import com.nimbusds.openid.connect.sdk.claims.UserInfo;
import com.nimbusds.openid.connect.sdk.op.OIDCProviderMetadata;
import com.nimbusds.openid.connect.sdk.token.OIDCTokens;
import io.zerostream.gateway.internal.registry.RefusedException;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * This gateway as the provider's client: what it asks for a person who logs in.
 *
 * @param id what the provider knows it as
 * @param secret null = it has none
 * @param redirect where the provider sends browsers back to
 * @param http for the calls
 * @param provider for the words when one fails
 */
record OidcClient(ClientID id, @Nullable Secret secret, URI redirect, ProviderHttp http, OidcProvider provider) {
    private static final String SEE_THE_CLIENT =
            "log in again; if it stays so, tell who runs this gateway to see access.oidc: client-id and secret-file";

    /**
     * The tokens for a code. Their content is not checked.
     *
     * @throws RefusedException LOGIN_REFUSED when the provider does not take the code, or gives no ID token; LOGIN_AWAY
     *     when it does not answer
     */
    OIDCTokens tokens(OIDCProviderMetadata metadata, AuthorizationCode code, Oidc.Flow flow) {
        AuthorizationGrant grant = new AuthorizationCodeGrant(code, redirect, new CodeVerifier(flow.verifier()));
        URI endpoint = metadata.getTokenEndpointURI();
        Secret shown = secret;
        TokenRequest request = shown == null
                ? new TokenRequest.Builder(endpoint, id, grant).build()
                : new TokenRequest.Builder(endpoint, authentication(metadata, shown), grant).build();
        TokenResponse response;
        try {
            response = OIDCTokenResponseParser.parse(request.toHTTPRequest().send(http));
        } catch (IOException e) {
            throw provider.away("its token endpoint: " + e.getMessage());
        } catch (ParseException | IllegalArgumentException e) {
            // the SDK's own words may quote the answer
            throw provider.away("what its token endpoint answers cannot be read");
        }
        if (!response.indicatesSuccess()) {
            throw refused("does not take the code", response.toErrorResponse().getErrorObject());
        }
        OIDCTokens tokens = ((OIDCTokenResponse) response.toSuccessResponse()).getOIDCTokens();
        if (tokens.getIDToken() == null) {
            throw LoginRefusals.refused("the login provider gives no ID token", SEE_THE_CLIENT);
        }
        return tokens;
    }

    /**
     * The claims at the userinfo endpoint.
     *
     * @param subject whose they must be, as the ID token has it
     * @throws RefusedException LOGIN_REFUSED when the provider refuses, or tells of somebody else; LOGIN_AWAY when it does
     *     not answer
     */
    Map<String, Object> userInfo(URI endpoint, AccessToken token, Object subject) {
        UserInfoResponse response;
        try {
            HTTPResponse answer =
                    new UserInfoRequest(endpoint, token).toHTTPRequest().send(http);
            response = UserInfoResponse.parse(answer);
        } catch (IOException e) {
            throw provider.away("its userinfo endpoint: " + e.getMessage());
        } catch (ParseException | IllegalArgumentException e) {
            throw provider.away("what its userinfo endpoint answers cannot be read");
        }
        if (!response.indicatesSuccess()) {
            throw refused(
                    "tells nothing of the person", response.toErrorResponse().getErrorObject());
        }
        UserInfo told = response.toSuccessResponse().getUserInfo();
        if (told == null) {
            throw LoginRefusals.refused(
                    "the userinfo endpoint of the login provider answers with a token, which is not read",
                    "tell who runs this gateway to have the claims in the ID token");
        }
        if (!subject.equals(told.getClaim("sub"))) {
            throw LoginRefusals.refused(
                    "the userinfo endpoint of the login provider tells of another person than the ID token",
                    LoginRefusals.BEGIN_AGAIN);
        }
        return told.toJSONObject();
    }

    /** By the header, unless the provider only takes it otherwise. */
    private ClientAuthentication authentication(OIDCProviderMetadata metadata, Secret shown) {
        List<ClientAuthenticationMethod> taken = metadata.getTokenEndpointAuthMethods();
        if (taken == null || taken.isEmpty() || taken.contains(ClientAuthenticationMethod.CLIENT_SECRET_BASIC)) {
            return new ClientSecretBasic(id, shown);
        }
        if (taken.contains(ClientAuthenticationMethod.CLIENT_SECRET_POST)) {
            return new ClientSecretPost(id, shown);
        }
        throw provider.away(
                "it takes a client's secret neither as client_secret_basic nor as client_secret_post, but " + taken);
    }

    private static RefusedException refused(String what, @Nullable ErrorObject error) {
        // its description may quote what it was sent
        String code = error == null || error.getCode() == null ? "without a reason" : error.getCode();
        boolean forgotten = code.equals(OAuth2Error.INVALID_GRANT.getCode());
        return LoginRefusals.refused(
                "the login provider " + what + ": " + code, forgotten ? LoginRefusals.BEGIN_AGAIN : SEE_THE_CLIENT);
    }
}
