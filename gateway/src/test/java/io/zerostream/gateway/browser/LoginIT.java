package io.zerostream.gateway.browser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.zerostream.gateway.config.AccessSettings;
import io.zerostream.gateway.config.AccessToken;
import io.zerostream.gateway.config.GatewayConfig;
import io.zerostream.gateway.config.OidcSettings;
import io.zerostream.gateway.config.ProxySettings;
import io.zerostream.gateway.internal.http.TestServer;
import io.zerostream.gateway.internal.live.Records;
import io.zerostream.schemas.avro.Outcome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Logs in to the console in Chromium; skipped where there is none. */
class LoginIT {
    private final AccessToken viewer = AccessToken.draw("the guard", "viewer", Map.of(), null);
    private final AccessToken editor = AccessToken.draw("the curator", "editor", Map.of(), null);

    private TestServer server;
    private Browser browser;

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        Path program = Browser.program().orElse(null);
        assumeTrue(program != null, "no chromium on the PATH: the console is not clicked through");
        Path file = folder.resolve("access.yaml");
        Files.writeString(
                file, "tokens:\n" + viewer.entry().indent(2) + editor.entry().indent(2));
        server = new TestServer(new AccessSettings(
                file.toString(),
                "auto",
                GatewayConfig.NOT_ASKED,
                GatewayConfig.NOT_ASKED,
                ProxySettings.defaults(),
                OidcSettings.defaults(),
                GatewayConfig.NOT_ASKED,
                Duration.ofHours(1),
                10));
        browser = Browser.start(program, folder.resolve("profile"), 1440, 1000);
        browser.open(server.url());
    }

    @AfterEach
    void stop() throws Exception {
        if (browser != null) {
            browser.close();
        }
        if (server != null) {
            server.close();
        }
    }

    private void login(String token) {
        browser.until("document.querySelector('#login')?.open");
        browser.type("#login-token", token);
        browser.click("#login-form button");
    }

    private boolean shows(String panel) {
        return browser.evaluate("document.querySelector('" + panel + "').checkVisibility()")
                .asBoolean();
    }

    @Test
    void asksWhoOneIsAndShowsWhatOneMayDo() {
        login("zs_wrong");
        browser.until("document.querySelector('#login-error').textContent.includes('not known here')");
        login(viewer.token());
        browser.until("document.querySelector('#connection')?.dataset.state === 'live'");
        browser.until("document.querySelectorAll('#classes li').length === 3");
        assertThat(browser.evaluate("document.querySelector('#who-name').textContent")
                        .asText())
                .isEqualTo("the guard");
        assertThat(shows("#add")).isFalse();
        assertThat(shows("#drop")).isFalse();
        assertThat(shows("#camera-form")).isFalse();
        server.feed().label(Records.label("e1", Outcome.LABELLED, "Chile"), 100, false);
        browser.until("document.querySelectorAll('#grid .card').length === 1");
        browser.click("#grid .card");
        browser.until("document.querySelector('#details').open");
        assertThat(shows("#details-is")).isFalse();
        browser.click("#details-close");
        assertThat(browser.evaluate("document.querySelector('#classes .remove') === null")
                        .asBoolean())
                .isTrue();
        assertThat(browser.evaluate("document.cookie").asText())
                .as("scripts do not see the session")
                .isEmpty();

        browser.click("#logout");
        login(editor.token());
        browser.until("document.querySelectorAll('#attributes input').length === 36");
        browser.click("#grid .card");
        browser.until("document.querySelectorAll('#details-truth option').length === 5");
        assertThat(shows("#details-is")).isTrue();
        browser.click("#details-close");
        browser.type("#class-name", "Norway");
        browser.type("#attribute-text", "red");
        browser.click("#add-button");
        browser.until("document.querySelector('#audit li p')?.textContent === 'the curator: class/flags/Norway'");
        assertThat(shows("#camera-form")).isFalse();
    }
}
