package io.zerostream.gateway.browser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.node.TextNode;
import io.zerostream.gateway.config.HistoryLimits;
import io.zerostream.gateway.internal.history.Windows;
import io.zerostream.gateway.internal.http.Http;
import io.zerostream.gateway.internal.http.Pictures;
import io.zerostream.gateway.internal.http.TestServer;
import io.zerostream.gateway.internal.lens.SeeingModel;
import io.zerostream.gateway.internal.live.Records;
import io.zerostream.gateway.internal.registry.Flags;
import io.zerostream.gateway.internal.view.InUse;
import io.zerostream.gateway.internal.view.LabelView;
import io.zerostream.schemas.avro.CameraState;
import io.zerostream.schemas.avro.CameraStatus;
import io.zerostream.schemas.avro.LabelStats;
import io.zerostream.schemas.avro.Outcome;
import io.zerostream.schemas.avro.WindowKind;
import io.zerostream.schemas.avro.ZeroShotLabel;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clicks through the console in Chromium; skipped where there is none. */
class ConsoleIT {
    private static final String NASTY = "<img src=x onerror=\"window.hacked=1\">";

    @TempDir
    private Path profile;

    private TestServer server;
    private Browser browser;

    @BeforeEach
    void start() throws Exception {
        Path program = Browser.program().orElse(null);
        assumeTrue(program != null, "no chromium on the PATH: the console is not clicked through");
        server = new TestServer();
        browser = Browser.start(program, profile, 1440, 1000);
        browser.open(server.url());
        browser.until("document.querySelector('#connection')?.dataset.state === 'live'");
        browser.until("document.querySelectorAll('#attributes input').length === 36");
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
    void addsAClassSeesItInTheListAndRemovesIt() {
        browser.type("#class-name", "Norway");
        browser.type("#attribute-search", "upright");
        browser.click("#attributes .chip[data-name=upright_cross]");
        browser.type("#attribute-text", "red, blue=0.5");
        browser.click("#add-button");

        browser.until("document.querySelector('#classes li[data-name=Norway]')");
        browser.until("document.querySelector('#set').textContent.includes('revision 2')");
        assertThat(server.view().prototype("flags", "Norway").orElseThrow().getVector())
                .satisfies(v -> {
                    assertThat(v.get(Flags.ATTRIBUTES.indexOf("upright_cross"))).isEqualTo(1f);
                    assertThat(v.get(Flags.ATTRIBUTES.indexOf("red"))).isEqualTo(1f);
                    assertThat(v.get(Flags.ATTRIBUTES.indexOf("blue"))).isEqualTo(0.5f);
                });

        browser.click("#classes li[data-name=Norway] .remove");
        browser.until("document.querySelector('#classes li[data-name=Norway] .remove').classList.contains('sure')");
        browser.click("#classes li[data-name=Norway] .remove");
        browser.until("!document.querySelector('#classes li[data-name=Norway]')");
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void aSetSaysWhatItWasAndSinceWhenItIsInUse() throws Exception {
        Http http = new Http(server.url());
        http.post("/api/classes", "{\"name\": \"Norway\", \"attributes\": {\"red\": 1, \"blue\": 1}}");
        http.put("/api/sets/flags", "{\"gamma\": 0.4}");
        browser.click("[data-view=sets]");

        browser.until("document.querySelectorAll('#revisions tr').length === 3");
        browser.until("document.querySelector('#revisions .what').textContent === 'gamma 0.1 → 0.4'");
        browser.until("document.querySelector('#difference').textContent.includes('0.1 → 0.4')");
        browser.click("#revisions tr[data-revision='1'] input[name=rev-from]");
        browser.until("document.querySelector('#difference .added')?.textContent === 'Norway'");
        browser.until("location.search.includes('rev_from=1')");

        server.uses(set -> new InUse(4, 4, Instant.EPOCH, Instant.EPOCH.plusMillis(312)));
        server.hub().publish("class-set-in-use", Map.of("set", "flags", "revision", 3));
        browser.until("document.querySelector('#revisions .use').textContent === 'after 0.3 s on 4 of 4 subtasks'");
        browser.click("#revisions tr[data-revision='1'] .remove");
        browser.until(
                "document.querySelector('#revisions .remove').textContent === 'roll back'"
                        + " && document.querySelector(\"#revisions tr[data-revision='1'] .remove\").classList.contains('sure')");
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void slidersSayWhatAClassIsLikeAndSaveItAsOneRevision() {
        browser.click("[data-view=sets]");
        browser.until("document.querySelectorAll('#sliders input').length === 36");
        browser.evaluate("(s => { s.value = 'Japan'; s.dispatchEvent(new Event('change')); })"
                + "(document.querySelector('#edit-class'))");
        browser.until("document.querySelectorAll('#edit-near .number').length === 2");
        browser.evaluate("document.querySelector('#edit-name').value = ''");
        browser.type("#edit-name", "Nippon");
        slide("mainly_white", "0.304");

        browser.until("document.querySelector('#edit-warnings')?.textContent.includes('closest: Japan')");
        browser.click("#edit-save");
        browser.until("document.querySelector('#sets-result').textContent.startsWith('Nippon saved: revision 2')");
        browser.until("document.querySelector('#sets-result').textContent.includes('closest: Japan')");
        assertThat(server.view().prototype("flags", "Nippon").orElseThrow().getVector())
                .satisfies(v -> {
                    assertThat(v.get(Flags.ATTRIBUTES.indexOf("mainly_white"))).isEqualTo(0.3f);
                    assertThat(v.get(Flags.ATTRIBUTES.indexOf("circle"))).isEqualTo(1f);
                });
        assertThat(browser.complaints()).isEmpty();
    }

    private void slide(String attribute, String value) {
        browser.evaluate("(s => { s.value = " + value + "; s.dispatchEvent(new Event('input', {bubbles: true})); })"
                + "(document.querySelector('#sliders input[name=" + attribute + "]'))");
    }

    @Test
    void aTableIsLookedAtBeforeItIsImported() {
        browser.click("[data-view=sets]");
        browser.until("document.querySelectorAll('#revisions tr').length === 1");
        choose("name,red\n" + NASTY.replace(",", "") + ",1\n");

        browser.until("document.querySelector('#table-preview .added')?.textContent.startsWith('<img')");
        assertThat(server.view().set("flags").orElseThrow().getRevision()).isEqualTo(1);
        browser.click("#table-apply");
        browser.until("document.querySelector('#sets-result').textContent.startsWith('Imported: revision 2')");
        browser.until("document.querySelectorAll('#revisions tr').length === 2");
        assertThat(server.view().set("flags").orElseThrow().getMembers()).hasSize(4);
        choose("name,crecsent\nWales,1\n");
        browser.until("document.querySelector('#table-error').textContent.includes('line 1, column 2')");
        assertThat(browser.evaluate("window.hacked === undefined").asBoolean()).isTrue();
    }

    @Test
    void aTableIsNotImportedOverWhatSomebodyChangedMeanwhile() throws Exception {
        browser.click("[data-view=sets]");
        browser.until("document.querySelectorAll('#revisions tr').length === 1");
        choose("name,red\nWales,1\n");
        browser.until("document.querySelector('#table-preview .added')?.textContent === 'Wales'");
        new Http(server.url()).post("/api/classes", "{\"name\": \"Wales\", \"attributes\": {\"blue\": 1}}");
        browser.until("document.querySelectorAll('#revisions tr').length === 2");

        browser.click("#table-apply");
        browser.until(
                "document.querySelector('#table-error').textContent.startsWith(\"Nothing was imported: set 'flags' is"
                        + " at revision 2, not at 1\")");
        browser.until("document.querySelector('#table-preview').textContent.includes('Wales: 1 attribute')");
        assertThat(server.view().set("flags").orElseThrow().getRevision()).isEqualTo(2);

        browser.until("!document.querySelector('#table-apply').disabled");
        browser.click("#table-apply");
        browser.until("document.querySelector('#sets-result').textContent.startsWith('Imported: revision 3')");
        browser.until("document.querySelector('#table').hidden");
        assertThat(server.view().prototype("flags", "Wales").orElseThrow().getVector())
                .satisfies(values ->
                        assertThat(values.get(Flags.ATTRIBUTES.indexOf("blue"))).isEqualTo(1f));
    }

    private void choose(String csv) {
        browser.evaluate("(f => { const d = new DataTransfer(); d.items.add(new File([" + new TextNode(csv)
                + "], 'table.csv', {type: 'text/csv'})); f.files = d.files; f.dispatchEvent(new Event('change')); })"
                + "(document.querySelector('#table-file'))");
    }

    @Test
    void whatNobodyKnewIsMadeAClassAndCounted() {
        server.publishes(SeeingModel.version("flags-nano", "1"));
        for (int i = 1; i <= 2; i++) {
            server.feed().picture(Records.picture("u" + i, Pictures.flag(i), null), false);
            server.feed().label(Records.label("u" + i, Outcome.UNKNOWN, "Chile"), 100, false);
        }
        browser.click("[data-view=review]");
        browser.until("document.querySelectorAll('.likes .pickable').length === 2");
        browser.until("document.querySelector('.likes .bar').textContent.includes('nearest: Japan')");
        assertThat(browser.evaluate("document.querySelector('#review-make').disabled")
                        .asBoolean())
                .isTrue();
        browser.click(".likes .all input");
        browser.until("document.querySelector('#review-count').textContent === '2 chosen'");
        browser.type("#review-name", "Nippon");
        browser.until("!document.querySelector('#review-make').disabled");
        browser.click("#review-make");
        browser.until("document.querySelector('#review-check').textContent.includes('2 examples')");
        assertThat(server.view().set("flags").orElseThrow().getRevision()).isEqualTo(1);

        browser.until("document.querySelector('#review-make').textContent === 'Add class Nippon'");
        browser.click("#review-make");
        browser.until("document.querySelector('#review-result').textContent"
                + " === 'Nippon added from 2 pictures: revision 2'");
        browser.until("document.querySelectorAll('.likes').length === 0");
        browser.until("document.querySelector('#accuracy tbody th').textContent === 'Nippon'");
        assertThat(server.feedback().judgements().newest())
                .hasSize(2)
                .allMatch(said -> said.getTruth().equals("Nippon") && said.getLabel() == null);
        assertThat(browser.complaints()).isEmpty();
    }

    /** The registry's wish is no news of the job. */
    @Test
    void theHeaderSaysWhatServesAndBesideItWhatIsWanted() {
        browser.until("document.querySelector('#model').textContent === 'nothing known (wanted: flags-nano 1.0)'");

        server.serves("flags-nano 0.9");
        server.hub().publish("serving", Map.of("model", "flags-nano 0.9"));
        browser.until("document.querySelector('#model').textContent === 'flags-nano 0.9 (wanted: flags-nano 1.0)'");
        assertThat(browser.evaluate("(m => m.scrollWidth <= m.clientWidth)(document.querySelector('#model'))")
                        .asBoolean())
                .as("both can be read")
                .isTrue();

        server.serves("flags-nano 1.0");
        server.hub().publish("serving", Map.of("model", "flags-nano 1.0"));
        browser.until("document.querySelector('#model').textContent === 'flags-nano 1.0'");
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void anAttributeThatIsTypedTwiceIsRefused() {
        browser.type("#class-name", "Norway");
        browser.type("#attribute-text", "red, blue=1, blue=0.25");
        browser.click("#add-button");

        browser.until("document.querySelector('#add-error').textContent.includes(\"'blue' is named twice\")");
        assertThat(server.view().prototype("flags", "Norway")).isEmpty();
    }

    @Test
    void offersTheNearestNameOfAMisspeltAttribute() {
        browser.type("#class-name", "Norway");
        browser.type("#attribute-text", "uprigt_cross, red");
        browser.click("#add-button");

        browser.until("document.querySelector('#add-error button')?.textContent === 'use upright_cross'");
        browser.click("#add-error button");
        assertThat(browser.evaluate("document.querySelector('#attribute-text').value")
                        .asText())
                .isEqualTo("upright_cross, red");
        browser.click("#add-button");
        browser.until("document.querySelector('#classes li[data-name=Norway]')");
    }

    @Test
    void showsLabelsAndDeadLettersAsTheyComeAndNeverRunsTheirNames() {
        server.publishes(SeeingModel.version("flags-nano", "1"));
        server.feed().picture(Records.picture("e1", Pictures.flag(1), NASTY), false);
        server.feed().label(Records.label("e1", Outcome.LABELLED, NASTY, "Chile"), 100, false);
        server.feed().picture(Records.picture("e2", Pictures.flag(2), "Japan"), false);
        server.feed().label(Records.label("e2", Outcome.UNKNOWN, "Chile"), 100, false);
        server.feed().deadLetter(Records.letter("e3"), 100, false);
        server.feed().notice(Records.refusal(), 100, false);

        browser.until("document.querySelectorAll('#grid .card').length === 2");
        browser.until("document.querySelector('#letters').textContent.includes('truncated')");
        browser.until("document.querySelector('#notices').textContent.includes('does not fit space')");
        browser.until("[...document.querySelectorAll('#grid img')].every(i => i.complete && i.naturalWidth > 0)");
        assertThat(browser.evaluate("[...document.querySelectorAll('#grid .name')].map(n => n.textContent).join('|')")
                        .asText())
                .isEqualTo("UNKNOWN|" + NASTY);
        assertThat(browser.evaluate("document.querySelectorAll('#grid .verdict.right').length")
                        .asInt())
                .isEqualTo(1);

        browser.click("#grid li:nth-child(2) .card");
        browser.until("document.querySelector('#details').open");
        assertThat(browser.evaluate("document.querySelector('#details').textContent")
                        .asText())
                .contains(NASTY, "circle", "flags-nano 1", "flags, revision 1", "batch of 8");
        assertThat(browser.evaluate("window.hacked === undefined").asBoolean()).isTrue();
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void showsWhyAPictureGotItsLabelAndTheAddressSaysWhichPicture() {
        server.publishes(SeeingModel.version("flags-nano", "1"));
        server.feed().picture(Records.picture("a b/1", Pictures.flag(1), null), false);
        server.feed().label(Records.label("a b/1", Outcome.LABELLED, "Denmark", "Chile"), 100, false);
        browser.until("document.querySelectorAll('#grid .card').length === 1");
        browser.click("#grid .card");
        browser.until("document.querySelectorAll('#details .signs').length === 2");
        assertThat(browser.evaluate("document.querySelector('#details').textContent")
                        .asText())
                .contains("What spoke for Japan", "What spoke against it", "What would have changed it")
                .contains("The model gives another answer now: Japan.")
                .contains("would have been UNKNOWN with a threshold above 0.89")
                .contains("instead of", "would have been the best class")
                .contains("batch of 8", "waiting in Kafka");
        browser.until("document.querySelector('.near li')?.textContent.startsWith('Japan')");
        assertThat(browser.evaluate(
                                "[...document.querySelectorAll('.stacked span')].map(s => s.offsetWidth > 0).join()")
                        .asText())
                .isEqualTo("true,true,true,true");

        browser.until(
                "document.querySelector('.heat').getAttribute('aria-label')"
                        + " === 'Where the network looked for all together, most in the upper left: 70 % in one of 4 × 4 cells'");
        browser.until(heat(1, 8) + " > " + heat(6, 8) + " + 200");
        browser.evaluate("document.querySelector('#looked-for').focus()");
        browser.evaluate(
                "(s => { s.value = 'circle'; s.dispatchEvent(new Event('change')); })(document.activeElement)");
        browser.until("document.querySelector('.heat').getAttribute('aria-label').includes('looked for circle')");
        browser.evaluate(
                "(s => { s.value = 'nothing'; s.dispatchEvent(new Event('change')); })(document.activeElement)");
        browser.until("document.querySelector('.heat').hidden");

        String address = browser.evaluate("location.search").asText();
        assertThat(address).isEqualTo("?picture=a+b%2F1&picture_source=camera");
        browser.click("#details-close");
        browser.until("location.search === ''");
        browser.resize(390, 800);
        browser.open(server.url().resolve("/" + address));
        browser.until("document.querySelectorAll('#details .signs').length === 2");
        browser.until("document.querySelector('#details').scrollWidth <= 390");
        assertThat(browser.complaints()).isEmpty();

        server.removes("flags-nano", "1");
        browser.open(server.url().resolve("/" + address));
        browser.until(
                "document.querySelector('#details')?.textContent.includes('Why is not known here: model flags-nano 1"
                        + " is not published')");
        assertThat(browser.evaluate("document.querySelector('#details').textContent")
                        .asText())
                .contains("What spoke for it", "circle", "Best classes");
        browser.open(server.url().resolve("/?picture=gone"));
        browser.until(
                "document.querySelector('#details')?.textContent.includes('no longer has a label of picture gone')");
    }

    /** How bright the map is at so many parts of the whole, from the left, near the top. */
    private static String heat(int parts, int of) {
        return "(c => c.getContext('2d').getImageData(c.width * " + parts + " / " + of
                + ", c.height / 8, 1, 1).data.slice(0, 3).reduce((a, b) => a + b))(document.querySelector('.heat'))";
    }

    @Test
    void addsACameraSeesHowItDoesAndRemovesIt() {
        browser.evaluate("document.querySelector('#cameras + details').open = true");
        browser.type("#camera-name", "camera");
        browser.type("#camera-url", "rtsp://guard:hush@10.0.0.7/stream1");
        browser.click("#camera-button");
        browser.until("document.querySelector('#camera-error').textContent.includes('secret')");

        browser.evaluate("document.querySelector('#camera-url').select()");
        browser.type("#camera-url", "rtsp://10.0.0.7/stream1");
        browser.type("#camera-secret", "yard");
        browser.click("#camera-button");
        browser.until("document.querySelector('#cameras').textContent.includes('no worker runs it')");
        assertThat(server.cameras().find("camera").orElseThrow().getSecret()).isEqualTo("yard");

        server.feed().picture(Records.picture("e1", Pictures.flag(1), "Japan"), false);
        server.feed().label(Records.label("e1", Outcome.LABELLED, "Japan"), 100, false);
        server.cameras()
                .told(
                        "camera",
                        CameraState.newBuilder()
                                .setName("camera")
                                .setRunner("host-1")
                                .setProblem(NASTY)
                                .setStatus(CameraStatus.RUNNING)
                                .setSince(Instant.now())
                                .setAt(Instant.now())
                                .setWidth(640)
                                .setHeight(480)
                                .setFramesRead(1200)
                                .setFramesSent(7)
                                .setClockOffsetMs(-120L)
                                .build(),
                        false);
        browser.until("document.querySelector('#cameras').textContent.includes('640×480 · 7 of 1,200 frames sent')");
        browser.until("document.querySelector('#cameras .failed').textContent.includes('<img src=x')");
        browser.until("document.querySelector('#cameras').textContent.includes('its clock -120 ms')");
        browser.until("document.querySelector('#cameras img')?.naturalWidth > 0");

        browser.click("#cameras button[aria-label^=Disable], #cameras button[aria-label^=disable]");
        browser.until("document.querySelector('#cameras').textContent.includes('enable')");
        assertThat(server.cameras().find("camera").orElseThrow().getEnabled()).isFalse();
        browser.click("#cameras button[aria-label^=Remove]");
        browser.until("document.querySelector('#cameras .sure')");
        browser.click("#cameras .sure");
        browser.until("!document.querySelector('#cameras li')");
        assertThat(browser.evaluate("window.hacked === undefined").asBoolean()).isTrue();
        assertThat(browser.complaints())
                .as("but that the first address was refused")
                .allMatch(complaint -> complaint.contains("400"));
    }

    @Test
    void showsLabelsOverTimeOfWhatIsChosenAndTheAddressSaysWhat() {
        Instant now = Instant.now();
        window("camera", now.minus(Duration.ofMinutes(10)), Map.of("Japan", 30L, "?", 10L));
        window("camera", now.minus(Duration.ofHours(30)), Map.of("Japan", 7L));
        window("yard & more", now.minus(Duration.ofHours(3)), Map.of("Peru", 2L, NASTY, 1L));
        server.marks().notice(Windows.revision("flags", 4, now.minus(Duration.ofMinutes(20))));

        browser.click("[data-view=times]");
        browser.until(legend("Japan 30 75.0 %"));
        choose("times-span", "1d");
        browser.until(legend("Japan 30 69.8 %"));
        browser.until(legend("UNKNOWN 10 23.3 %"));
        browser.until(legend(NASTY + " 1 2.3 %"));
        browser.until("document.querySelector('#times-swaps').textContent === 'What began to serve (1)'");
        assertThat(painted("--class-0")).as("pixels of the most frequent class").isGreaterThan(20);

        choose("times-source", "yard & more");
        browser.until(legend("all 3"));
        choose("times-span", "1h");
        browser.until("document.querySelector('#times-note').textContent === 'No labels in this time.'");
        assertThat(painted("--class-0")).isZero();
        choose("times-span", "6h");
        browser.until(legend("all 3"));

        String address = browser.evaluate("location.search").asText();
        assertThat(address).isEqualTo("?view=times&source=yard+%26+more&span=6h");
        browser.open(server.url().resolve("/" + address));
        browser.until("document.querySelector('#times-source')?.value === 'yard & more'");
        browser.until("document.querySelector('#times-span').value === '6h'");
        browser.until(legend("all 3"));
        choose("times-source", "camera");
        browser.until(legend("Japan 30 75.0 %"));

        choose("times-span", "1d");
        choose("times-compare", "before");
        browser.until(legend("Japan 30 75.0 % 100 % −25.0"));
        browser.until("document.querySelector('#times-compared').textContent.includes('PSI')");

        assertThat(browser.evaluate("window.hacked === undefined").asBoolean()).isTrue();
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void labelsOverTimeGoOnAsTheyComeAndCanBeReadStepByStep() {
        server.complete(false);
        browser.open(server.url().resolve("/?view=times&span=1h&show=shares"));
        browser.until("document.querySelector('#times-note')?.textContent.includes('still reads the past')");
        server.complete(true);
        browser.until("document.querySelector('#times-note').textContent === 'No labels in this time.'");

        LabelStats window = window("camera", Instant.now().minus(Duration.ofMinutes(5)), Map.of("Japan", 3L, "?", 1L));
        server.feed().window(window, 100, false);
        browser.until(legend("Japan 3 75.0 %"));

        browser.evaluate("document.querySelector('#times-labels').focus()");
        browser.evaluate(
                "[...Array(200)].some(() => { document.activeElement.dispatchEvent(new KeyboardEvent('keydown',"
                        + " {key: 'ArrowLeft', bubbles: true})); return document.querySelector('#times-at').textContent.includes('4 labels'); })");
        browser.until("document.querySelector('#times-at').textContent.includes('4 labels')");
        browser.until(legend("Japan 3 3 75.0 %"));
        browser.evaluate("document.querySelector('#times-table').open = true");
        browser.until("document.querySelectorAll('#times-rows tbody tr').length === 1");

        browser.resize(390, 800);
        browser.until("document.documentElement.scrollWidth <= 390");
        browser.until("document.querySelector('#times-labels canvas').clientWidth <= 390");
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void aLinkWithTimesShowsTheSameWhereClocksShowAnother() {
        window("camera", Instant.parse("2026-11-01T01:10:00Z"), Map.of("Japan", 30L));
        browser.zone("Asia/Tokyo");
        browser.open(server.url().resolve("/?view=times&span=between"));
        browser.until("document.querySelector('#times-note')?.textContent === 'Choose when it begins and ends.'");
        choose("times-from", "2026-11-01T10:00");
        choose("times-to", "2026-11-01T11:00");
        browser.until(legend("all 30"));
        String address = browser.evaluate("location.search").asText();
        assertThat(address)
                .isEqualTo("?view=times&span=between&from=2026-11-01T01%3A00%3A00Z&to=2026-11-01T02%3A00%3A00Z");

        browser.zone("America/Lima");
        browser.open(server.url().resolve("/" + address + "&compare=before"));
        browser.until("document.querySelector('#times-from')?.value === '2026-10-31T20:00'");
        browser.until(legend("all 30 0"));
        choose("times-to", "");
        browser.until("document.querySelector('#times-note').textContent === 'Choose when it begins and ends.'");
        assertThat(browser.complaints())
                .as("but that the server may still hold the streams of the pages before")
                .allMatch(complaint -> complaint.contains("503"));
    }

    @Test
    void saysOfASourceWithoutAPlaceThatItIsNotKeptApart() {
        for (int i = 0; i <= HistoryLimits.defaults().series(); i++) {
            window("source" + i, Instant.now().minus(Duration.ofMinutes(10)), Map.of("Japan", 1L));
        }
        browser.open(server.url()
                .resolve("/?view=times&source=source" + HistoryLimits.defaults().series()));
        browser.until("document.querySelector('#times-note')?.textContent.includes('not keep this source apart')");

        choose("times-source", "source0");
        browser.until("document.querySelector('#times-note').textContent.startsWith('1 labels')");
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void aDeadLetterShowsItsPictureIsSentAgainAndSaysWhatBecameOfIt() {
        server.feed().deadLetter(Records.holding(Records.picture(NASTY, Pictures.flag(1), null), 17), 100, false);
        server.feed().deadLetter(Records.holding(Records.picture("b", Pictures.flag(2), null), 18), 100, false);
        browser.until("document.querySelectorAll('#letters img').length === 2");
        browser.until("[...document.querySelectorAll('#letters img')].every(i => i.complete && i.naturalWidth > 0)");

        browser.click("#letters [data-letter=images-2-17] button");
        browser.until("document.querySelector('[data-letter=images-2-17] .outcome')?.textContent.includes('waiting')");
        assertThat(server.again()).containsExactly("images-2-17");
        assertThat(server.uploaded().get(0).getEventId()).isEqualTo(NASTY);
        assertThat(browser.evaluate("document.querySelector('[data-letter=images-2-17] button') === null")
                        .asBoolean())
                .isTrue();

        server.feed().label(Records.label(NASTY, Outcome.LABELLED, NASTY), 100, false);
        browser.until(
                "document.querySelector('[data-letter=images-2-17] .outcome').textContent.includes('labelled since: <img')");

        browser.until(
                "document.querySelector('#letter-reasons button')?.textContent === 'send all 1 undecodable again'");
        browser.click("#letter-reasons button");
        browser.until("document.querySelector('#letter-reasons .sure')");
        browser.click("#letter-reasons .sure");
        browser.until("document.querySelector('#letters-note').textContent === '1 sent again'");
        browser.until("document.querySelectorAll('#letter-reasons button').length === 0");
        assertThat(server.again()).containsExactly("images-2-17", "images-2-18");
        assertThat(browser.evaluate("window.hacked === undefined").asBoolean()).isTrue();
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void buttonsOfDeadLettersStayUnderHandAndFocusWhileOthersCome() {
        server.feed().deadLetter(Records.holding(Records.picture("a", Pictures.flag(1), null), 17), 100, false);
        browser.until("document.querySelector('#letter-reasons button')");
        browser.evaluate("(b => { b.focus(); b.click(); window.pressed = b; })"
                + "(document.querySelector('#letter-reasons button'))");
        server.feed().deadLetter(Records.holding(Records.picture("b", Pictures.flag(2), null), 18), 100, false);
        browser.until("document.querySelector('#letter-reasons button').textContent.includes('send all 2 ')");
        assertThat(browser.evaluate("document.querySelector('#letter-reasons button') === window.pressed"
                                + " && document.activeElement === window.pressed")
                        .asBoolean())
                .isTrue();

        browser.until(
                "document.querySelector('#letter-reasons button').textContent === 'send all 2 undecodable again'");
        browser.evaluate("(b => { b.click(); b.click(); })(document.activeElement)");
        browser.until("document.querySelector('#letters-note').textContent === '2 sent again'");
        browser.until("document.activeElement === document.querySelector('#letters')");
        assertThat(server.again()).containsExactlyInAnyOrder("images-2-17", "images-2-18");

        server.feed().deadLetter(Records.holding(Records.picture("c", Pictures.flag(3), null), 19), 100, false);
        browser.until("document.querySelector('[data-letter=images-2-19] button')");
        browser.evaluate("document.querySelector('[data-letter=images-2-19] button').focus()");
        server.feed().retried("images-2-19", Instant.now());
        browser.until("document.querySelector('[data-letter=images-2-19] .outcome')");
        assertThat(browser.evaluate("document.activeElement === document.querySelector('#letters')")
                        .asBoolean())
                .as("the button is gone, the list is not")
                .isTrue();
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void rollingBackStaysUnderHandAndFocusWhileOthersChangeThings() throws Exception {
        Http http = new Http(server.url());
        http.put("/api/sets/flags", "{\"gamma\": 0.4}");
        browser.click("[data-view=sets]");
        browser.until("document.querySelectorAll('#revisions .remove').length === 1");
        browser.evaluate("document.querySelector('#revisions .remove').focus()");
        http.put("/api/sets/flags", "{\"gamma\": 0.3}");
        browser.until("document.querySelectorAll('#revisions tr').length === 3");
        assertThat(browser.evaluate("document.activeElement.getAttribute('aria-label')")
                        .asText())
                .isEqualTo("Roll back to revision 1");

        browser.click("[data-view=models]");
        browser.until("document.querySelectorAll('#models-versions > li').length === 1");
        browser.evaluate("(b => { b.focus(); b.click(); window.pressed = b; })"
                + "(document.querySelector('#models-back button'))");
        server.version("1.1");
        browser.until("document.querySelectorAll('#models-versions > li').length === 2");
        assertThat(browser.evaluate("document.querySelector('#models-back button') === window.pressed"
                                + " && document.activeElement === window.pressed")
                        .asBoolean())
                .isTrue();
        browser.evaluate("document.querySelector('[aria-label=\"Activate flags-nano 1.1\"]').focus()");
        server.version("1.2");
        browser.until("document.querySelectorAll('#models-versions > li').length === 3");
        assertThat(browser.evaluate("document.activeElement.getAttribute('aria-label')")
                        .asText())
                .isEqualTo("Activate flags-nano 1.1");
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void showsPicturesOfWhatIsChosenAndTheAddressSaysWhat() {
        server.feed().picture(Records.picture("e1", Pictures.flag(1), "Japan"), false);
        server.feed().label(Records.label("e1", Outcome.LABELLED, "Japan"), 100, false);
        server.feed().label(Records.label("e2", Outcome.LABELLED, NASTY), 100, false);
        server.feed().label(of("yard & more", "e3"), 100, false);
        browser.until("document.querySelectorAll('#grid .card').length === 3");
        browser.until("document.querySelectorAll('#only-source option').length === 3");

        choose("only-source", "yard & more");
        browser.until("document.querySelectorAll('#grid .card').length === 1");
        browser.click("[data-filter=unknown]");
        browser.until("document.querySelectorAll('#grid .card').length === 0");
        assertThat(browser.evaluate("location.search").asText()).isEqualTo("?source=yard+%26+more&pictures=unknown");
        choose("only-source", "");
        browser.click("[data-filter=all]");
        choose("only-class", NASTY);
        browser.until("document.querySelectorAll('#grid .card').length === 1");

        browser.open(
                server.url().resolve("/" + browser.evaluate("location.search").asText()));
        browser.until("document.querySelector('#only-class')?.value === " + Browser.quoted(NASTY));
        browser.until("document.querySelectorAll('#grid .card').length === 1");
        server.feed().label(Records.label("e4", Outcome.LABELLED, "Japan"), 100, false);
        server.feed().label(Records.label("e5", Outcome.LABELLED, NASTY), 100, false);
        browser.until("document.querySelectorAll('#grid .card').length === 2");
        assertThat(browser.evaluate("window.hacked === undefined").asBoolean()).isTrue();
        assertThat(browser.complaints())
                .as("but that the server may still hold the stream of the page before")
                .allMatch(complaint -> complaint.contains("503"));
    }

    private static ZeroShotLabel of(String source, String event) {
        return ZeroShotLabel.newBuilder(Records.label(event, Outcome.LABELLED, "Chile"))
                .setSourceId(source)
                .build();
    }

    @Test
    void aPictureThatIsKeptStaysUntilItIsLetGo() {
        server.feed().picture(Records.picture("e1", Pictures.flag(1), "Japan"), false);
        server.feed().label(Records.label("e1", Outcome.LABELLED, "Japan"), 100, false);
        browser.until("document.querySelectorAll('#grid .card img').length === 1");
        browser.click("#grid .card");
        browser.click("#details-keep");
        browser.until("document.querySelector('#details-keep').textContent === 'let it go'");
        browser.click("#details-close");

        server.feed().forget("camera");
        for (int i = 0; i < 70; i++) {
            server.hub()
                    .publish("label", LabelView.of(Records.label("n" + i, Outcome.UNKNOWN, "Chile"), null, null, null));
        }
        browser.until("document.querySelectorAll('#grid .card .unknown').length > 0");
        browser.click("[data-filter=unknown]");
        browser.until("document.querySelectorAll('#grid img').length === 0");
        browser.until("document.querySelector('#kept img')?.naturalWidth > 0");
        assertThat(browser.evaluate("document.querySelector('#kept img').src").asText())
                .as("a copy, for the gateway forgets")
                .startsWith("blob:");

        browser.click("#kept .card");
        browser.click("#details-keep");
        browser.until("document.querySelectorAll('#kept li').length === 0");
        // why it got its label the gateway cannot say any more
        assertThat(browser.complaints()).allMatch(complaint -> complaint.contains("/why"));
    }

    @Test
    void whoLooksAtAPictureCanSayWhatItReallyIs() throws Exception {
        new Http(server.url())
                .post("/api/classes", "{\"name\": " + new TextNode(NASTY) + ", \"attributes\": {\"red\": 1}}");
        server.feed().picture(Records.picture("e1", Pictures.flag(1), null), false);
        server.feed().label(Records.label("e1", Outcome.LABELLED, "Chile"), 100, false);
        browser.until("document.querySelectorAll('#grid .card').length === 1");
        browser.click("#grid .card");
        browser.until("document.querySelectorAll('#details-truth option').length === 6");
        assertThat(browser.evaluate("document.querySelector('#details-truth').labels[0].textContent.trim()")
                        .asText())
                .startsWith("This is really");

        browser.evaluate("document.querySelector('#details-is').requestSubmit()");
        choose("details-truth", NASTY);
        browser.evaluate("document.querySelector('#details-is button').focus()");
        browser.evaluate("document.activeElement.click()");
        browser.until("document.querySelector('#details-said').textContent === " + Browser.quoted("said: " + NASTY));
        assertThat(server.feedback().judgements().newest())
                .as("once, and not before something was chosen")
                .singleElement()
                .satisfies(said -> {
                    assertThat(said.getEventId()).isEqualTo("e1");
                    assertThat(said.getTruth()).isEqualTo(NASTY);
                    assertThat(said.getLabel()).isEqualTo("Chile");
                });
        assertThat(browser.evaluate("document.activeElement.textContent").asText())
                .isEqualTo("Say so");

        browser.evaluate("document.querySelector('#details-truth').value = ' '");
        browser.click("#details-is button");
        browser.until("document.querySelector('#details-said').textContent === 'said: none of the classes'");
        assertThat(server.feedback().judgements().newest().get(0).getTruth()).isNull();
        assertThat(browser.evaluate("window.hacked === undefined").asBoolean()).isTrue();
        assertThat(browser.complaints()).allMatch(complaint -> complaint.contains("/why"));
    }

    /** Pressed twice at once, and kept again after it was let go. */
    @Test
    void aPictureIsKeptOnceAndCanBeKeptAgain() {
        server.feed().picture(Records.picture("e1", Pictures.flag(1), "Japan"), false);
        server.feed().label(Records.label("e1", Outcome.LABELLED, "Japan"), 100, false);
        browser.until("document.querySelectorAll('#grid .card img').length === 1");
        browser.click("#grid .card");
        browser.evaluate("(b => { b.click(); b.click(); })(document.querySelector('#details-keep'))");
        browser.until("document.querySelector('#details-keep').textContent === 'let it go'");
        browser.click("#details-close");
        browser.until("document.querySelectorAll('#kept li').length === 1");

        browser.click("#kept .card");
        browser.click("#details-keep");
        browser.until("document.querySelectorAll('#kept li').length === 0");
        browser.click("#details-keep");
        browser.until("document.querySelector('#kept img')?.naturalWidth > 0");
        assertThat(browser.evaluate("document.querySelectorAll('#kept li').length")
                        .asInt())
                .isEqualTo(1);
        assertThat(browser.complaints()).allMatch(complaint -> complaint.contains("/why"));
    }

    @Test
    void showsVersionsTheirCardsAndWhatAShadowSaysOtherwise() {
        server.serves("flags-nano 1.0");
        server.version("1.1");
        server.feed().picture(Records.picture("e1", Pictures.flag(1), "Japan"), false);
        server.feed().label(Records.label("e1", Outcome.LABELLED, "Japan"), 100, false);
        server.feed().label(Records.label("e2", Outcome.LABELLED, "Japan"), 100, false);
        server.feed().shadow(shadow("e1", NASTY), 100);
        server.feed().shadow(shadow("e2", "Japan"), 100);

        browser.click("[data-view=models]");
        browser.until(
                "document.querySelector('#models-serves').textContent.startsWith('flags-nano 1.0 serves; flags-nano 1.0 is wanted')");
        browser.until("document.querySelectorAll('#models-versions > li').length === 2");
        browser.until(
                "document.querySelector('#shadow-share').textContent === 'flags-nano 2 says the same of 50.0 % of 2 pictures.'");
        assertThat(browser.evaluate(
                                "[...document.querySelectorAll('#shadow-pictures button')].map(b => b.textContent).join('|')")
                        .asText())
                .isEqualTo("serves: Japan 80.0 %|shadow: " + NASTY + " 80.0 %");
        browser.until("document.querySelector('#shadow-pictures img').naturalWidth > 0");
        browser.click("[data-version='flags-nano/1.0'] summary");
        browser.until("document.querySelector('#models-versions pre').textContent.includes('flags-nano')");
        assertThat(browser.evaluate("document.querySelectorAll('[data-version=\"flags-nano/1.0\"] .actions').length")
                        .asInt())
                .as("what serves cannot be activated")
                .isZero();

        String activate = "[data-version='flags-nano/1.1'] button";
        browser.click(activate);
        browser.until("document.querySelector(" + Browser.quoted(activate) + ").textContent === 'really activate'");
        browser.click(activate);
        browser.until("document.querySelector('#models-note').textContent.length > 0");
        assertThat(browser.evaluate("window.hacked === undefined").asBoolean()).isTrue();
        assertThat(browser.complaints())
                .as("but that there is no Kafka to write to")
                .allMatch(complaint -> complaint.contains("/api/deployment/activate"));
    }

    private static ZeroShotLabel shadow(String event, String name) {
        return ZeroShotLabel.newBuilder(Records.label(event, Outcome.LABELLED, name))
                .setModelVersion("2")
                .build();
    }

    @Test
    void showsHowItRuns() {
        server.feed().label(Records.label("e1", Outcome.LABELLED, "Japan"), 100, false);
        server.feed().running().lag(12, Instant.now());
        browser.click("[data-view=running]");
        browser.until("document.querySelector('#running-lag').textContent.includes('pictures that wait: 12')");
        browser.until("document.querySelector('#running-stages').textContent.includes('network and match: 31 ms')");
        browser.until("document.querySelectorAll('#running canvas').length === 5");
        assertThat(browser.evaluate("location.search").asText()).isEqualTo("?view=running");
        assertThat(browser.complaints()).isEmpty();
    }

    private LabelStats window(String source, Instant start, Map<String, Long> counts) {
        LabelStats window = Windows.window(WindowKind.TUMBLING, source, start, Duration.ofMinutes(1), counts);
        server.windows().window(window);
        return window;
    }

    private void choose(String select, String value) {
        browser.evaluate("(s => { s.value = " + Browser.quoted(value)
                + "; s.dispatchEvent(new Event('change', {bubbles: true})); })(document.querySelector('#" + select
                + "'))");
    }

    /** That a row of the legend reads so, the cells with a space between. */
    private static String legend(String row) {
        return "[...document.querySelectorAll('#times-legend tr')].some(r => [...r.children].map(c => c.textContent)"
                + ".filter(Boolean).join(' ') === " + Browser.quoted(row) + ")";
    }

    /** Pixels of the chart that have a colour of the page. */
    private int painted(String colour) {
        return browser.evaluate("(() => { const c = document.querySelector('#times-labels canvas');"
                        + " const [r, g, b] = getComputedStyle(document.documentElement).getPropertyValue('" + colour
                        + "').trim().match(/\\w\\w/g).map(h => parseInt(h, 16));"
                        + " const d = c.getContext('2d').getImageData(0, 0, c.width, c.height).data; let n = 0;"
                        + " for (let i = 0; i < d.length; i += 4) if (d[i] === r && d[i + 1] === g && d[i + 2] === b) n++;"
                        + " return n; })()")
                .asInt();
    }

    /** As many consoles may listen as the gateway has places; the others still show what there is. */
    @Test
    void showsWhatIsThereThoughTheStreamIsRefused() throws Exception {
        server.feed().picture(Records.picture("e1", Pictures.flag(1), "Japan"), false);
        server.feed().label(Records.label("e1", Outcome.LABELLED, "Japan"), 100, false);
        browser.open(URI.create("about:blank"));
        HttpClient others = HttpClient.newHttpClient();
        List<InputStream> taken = new ArrayList<>();
        await().until(() -> {
            HttpResponse<InputStream> stream = others.send(
                    HttpRequest.newBuilder(server.url().resolve("/api/stream"))
                            .header("Accept", "text/event-stream")
                            .build(),
                    HttpResponse.BodyHandlers.ofInputStream());
            taken.add(stream.body());
            return stream.statusCode() == 503;
        });

        browser.open(server.url());
        browser.until("document.querySelectorAll('#grid .card').length === 1");
        browser.until("document.querySelectorAll('#classes li').length > 0");
        browser.until("document.querySelector('#connection').dataset.state === 'lost'");
        for (InputStream stream : taken) {
            stream.close();
        }
    }

    @Test
    void uploadsAPictureAndShowsItsLabel() {
        browser.evaluate("(async () => { const bytes = Uint8Array.from(atob("
                + Browser.quoted(java.util.Base64.getEncoder().encodeToString(Pictures.flag(3)))
                + "), c => c.charCodeAt(0)); const data = new DataTransfer();"
                + " data.items.add(new File([bytes], 'mine.png', {type: 'image/png'}));"
                + " const input = document.querySelector('#file'); input.files = data.files;"
                + " input.dispatchEvent(new Event('change')); })()");
        browser.until("document.querySelector('#uploads').textContent.includes('waiting for its label')");

        server.feed()
                .label(Records.label(server.uploaded().get(0).getEventId(), Outcome.LABELLED, "Japan"), 100, false);

        browser.until("document.querySelector('#uploads').textContent.includes('Japan, 80.0 %')");
        assertThat(server.uploaded().get(0).getSourceId()).isEqualTo("console");
        assertThat(browser.complaints()).isEmpty();
    }
}
