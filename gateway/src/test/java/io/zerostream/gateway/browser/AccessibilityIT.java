package io.zerostream.gateway.browser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.zerostream.gateway.internal.history.Windows;
import io.zerostream.gateway.internal.http.Pictures;
import io.zerostream.gateway.internal.http.TestServer;
import io.zerostream.gateway.internal.lens.SeeingModel;
import io.zerostream.gateway.internal.live.Records;
import io.zerostream.schemas.avro.Outcome;
import io.zerostream.schemas.avro.WindowKind;
import io.zerostream.schemas.avro.ZeroShotLabel;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every view and dialog of the console by the rules of WCAG 2.2, level AA, as far as axe-core can check them; light and dark,
 * wide and on a phone. Skipped where there is no Chromium.
 */
class AccessibilityIT {
    private static final String RULES = "['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']";
    private static final int NARROW = 360;

    @TempDir
    private Path profile;

    private TestServer server;
    private Browser browser;

    @BeforeEach
    void start() throws Exception {
        Path program = Browser.program().orElse(null);
        assumeTrue(program != null, "no chromium on the PATH: the console is not looked at");
        server = new TestServer();
        happen();
        browser = Browser.start(program, profile, 1440, 1000);
        browser.preferStill("light");
        browser.open(server.url());
        browser.until("document.querySelectorAll('#grid .card').length === 3");
        try (InputStream script = Objects.requireNonNull(AccessibilityIT.class.getResourceAsStream("/axe.min.js"))) {
            browser.evaluate(new String(script.readAllBytes(), StandardCharsets.UTF_8) + "; null");
        }
    }

    private void happen() {
        server.serves("flags-nano 1.0");
        server.problems().add("pictures wait: a rather long sentence that says what to do about it and where to look");
        server.feed().picture(Records.picture("e1", Pictures.flag(1), "Japan"), false);
        server.feed().label(Records.label("e1", Outcome.LABELLED, "Japan", "Chile"), 100, false);
        server.feed().picture(Records.picture("e2", Pictures.flag(2), "Denmark"), false);
        server.feed().label(Records.label("e2", Outcome.LABELLED, "Chile", "Denmark"), 100, false);
        server.publishes(SeeingModel.version("flags-nano", "1"));
        server.feed().picture(Records.picture("e3", Pictures.flag(3), null), false);
        server.feed().label(Records.label("e3", Outcome.UNKNOWN, "Chile"), 100, false);
        server.feed().deadLetter(Records.holding(Records.picture("d1", Pictures.flag(4), null), 1), 100, false);
        server.feed().deadLetter(Records.letter("d2"), 100, false);
        server.feed().notice(Records.refusal(), 100, false);
        server.version("1.1");
        server.feed()
                .shadow(
                        ZeroShotLabel.newBuilder(Records.label("e1", Outcome.LABELLED, "Chile"))
                                .setModelVersion("1.1")
                                .build(),
                        100);
        server.feed().running().lag(12, Instant.now());
        server.windows()
                .window(Windows.window(
                        WindowKind.TUMBLING,
                        "camera",
                        Instant.now().minus(Duration.ofMinutes(10)),
                        Duration.ofMinutes(1),
                        Map.of("Japan", 30L, "?", 10L)));
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

    @Test
    void everyViewAndDialogPassesInBothSchemesWideAndOnAPhone() {
        List<String> found = new ArrayList<>();
        for (String scheme : List.of("light", "dark")) {
            browser.preferStill(scheme);
            for (int width : List.of(1440, NARROW)) {
                browser.resize(width, 900);
                String how = scheme + ", " + width + " px, ";
                for (JsonNode view :
                        browser.evaluate("[...document.querySelectorAll('[data-view]')].map(b => b.dataset.view)")) {
                    browser.click("[data-view=" + view.asText() + "]");
                    browser.until("!document.querySelector('#" + view.asText() + "').hidden");
                    browser.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true; })");
                    look(found, how + view.asText());
                    assertThat(browser.evaluate("document.documentElement.scrollWidth")
                                    .asInt())
                            .as(how + view.asText())
                            .isLessThanOrEqualTo(width);
                }
                browser.click("[data-view=pictures]");
                browser.click("#grid .card");
                look(found, how + "details");
                browser.click("#details-keep");
                browser.click("#details-close");
                look(found, how + "a kept picture");
                browser.evaluate("document.querySelector('#login-form').hidden = false;"
                        + " document.querySelector('#login').showModal()");
                look(found, how + "login");
                browser.evaluate("document.querySelector('#login').close()");
            }
        }
        assertThat(found).isEmpty();
    }

    private void look(List<String> found, String where) {
        browser.evaluate("axe.run(document, {runOnly: " + RULES + ", resultTypes: ['violations']}).then(r =>"
                        + " r.violations.flatMap(v => v.nodes.map(n => v.id + ' at ' + n.target.join(' ') + ': '"
                        + " + n.failureSummary)))")
                .forEach(violation -> found.add(where + ": " + violation.asText()));
    }

    @Test
    void onAPhoneWhatOneCameToDoStandsFirstAndFingersReachAll() {
        browser.resize(NARROW, 800);
        browser.until("document.querySelector('#first #upload-panel') && document.querySelector('#first #add-panel')");
        assertThat(browser.evaluate("document.querySelector('#upload-panel').getBoundingClientRect().top"
                                + " < document.querySelector('#grid').getBoundingClientRect().top")
                        .asBoolean())
                .isTrue();
        assertThat(browser.evaluate("[...document.querySelectorAll('main button')].filter(b => b.offsetParent)"
                                + ".filter(b => b.getBoundingClientRect().height < 43).map(b => b.textContent)")
                        .toString())
                .as("buttons less than a finger high")
                .isEqualTo("[]");

        browser.resize(1440, 1000);
        browser.until("document.querySelector('.side #add-panel') && document.querySelector('.side #upload-panel')");
        assertThat(browser.evaluate(
                                "[...document.querySelectorAll('.side > section')].map(s => s.getAttribute('aria-labelledby'))"
                                        + ".join(' ')")
                        .asText())
                .startsWith("counts-title add-title classes-title upload-title");
        assertThat(browser.complaints()).isEmpty();
    }
}
