package io.zerostream.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OidcSettingsTest {
    @Test
    void nobodyLogsInSoUnlessTold() {
        OidcSettings settings = OidcSettings.defaults();

        assertThat(settings)
                .isEqualTo(new OidcSettings("none", "zerostream", "none", "openid profile email", "email", "groups"));
        assertThat(settings.isOn()).isFalse();
        assertThat(settings.hasSecret()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://login.example",
                "https://login.example/realms/factory",
                "HTTPS://login.example:8443/",
                "http://localhost:8080/default",
                "http://127.0.0.1:8080",
                "http://127.1.2.3",
                "http://[::1]:8080",
            })
    void aProviderIsAskedPrivately(String issuer) {
        assertThat(of(issuer).isOn()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://login.example",
                "http://127.0.0.1.login.example",
                "http://localhost.login.example",
                "http://10.0.0.1",
                "login.example",
                "https:login.example",
                "https:///realms",
                "ftp://login.example",
                "https://login.example?realm=factory",
                "https://login.example#realm",
                "https://login example",
                "None",
            })
    void whatIsNoProviderIsRefusedByItsKey(String issuer) {
        assertThatThrownBy(() -> of(issuer))
                .isInstanceOf(GatewayException.class)
                .hasMessageContaining("access.oidc.issuer is '" + issuer + "'");
    }

    @Test
    void namesTheKeyThatIsWrong() {
        assertThatThrownBy(() -> of(" ")).hasMessageContaining("access.oidc.issuer is empty");
        assertThatThrownBy(() -> of("https://ann:word@login.example"))
                .message()
                .contains("access.oidc.issuer is an address with a user")
                .doesNotContain("word@");
        assertThatThrownBy(() -> new OidcSettings("https://a", " ", "none", "openid", "email", "groups"))
                .hasMessageContaining("access.oidc.client-id is empty");
        assertThatThrownBy(() -> new OidcSettings("https://a", "a", "", "openid", "email", "groups"))
                .hasMessageContaining("access.oidc.secret-file is empty");
        assertThatThrownBy(() -> new OidcSettings("https://a", "a", "none", "email,openid", "email", "groups"))
                .isInstanceOf(GatewayException.class)
                .hasMessageContaining("access.oidc.scopes is 'email,openid'");
        assertThatThrownBy(() -> new OidcSettings("https://a", "a", "none", "openid", " ", "groups"))
                .hasMessageContaining("access.oidc.name-claim is empty");
        assertThatThrownBy(() -> new OidcSettings("https://a", "a", "none", "openid", "email", " "))
                .hasMessageContaining("access.oidc.groups-claim is empty");
    }

    private static OidcSettings of(String issuer) {
        return new OidcSettings(issuer, "zerostream", "none", "openid", "email", "groups");
    }
}
