package io.zerostream.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.zerostream.cli.client.Endpoints;
import io.zerostream.cli.client.Home;
import io.zerostream.schemas.SafeText;
import io.zerostream.trainer.data.Finding;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** What users see when they get something wrong: one clear message, never a stack trace. */
class CommandsTest {
    @TempDir
    private Path home;

    private final StringWriter said = new StringWriter();

    @BeforeEach
    void useAnEmptyHome() {
        System.setProperty("zerostream.home", home.toString());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "demo --rate 0                               | 1 | pictures a second must be above 0",
                "demo --port 70000                           | 1 | a port is between 1 and 65535",
                "demo --duration soon                        | 2 | write for example 90s",
                "demo --report x.json                        | 1 | --report needs --headless",
                "demo --source /no/such/folder               | 1 | cannot watch the folder /no/such/folder",
                "classes list                                | 1 | no demo is running",
                "classes list --gateway http://127.0.0.1:1   | 1 | no gateway answers",
                "classes add X                               | 2 | --attributes",
                "classes add X --words red --examples y.jpg  | 2 | mutually exclusive",
                "models rollback                             | 1 | no demo is running",
                "models canary                               | 1 | name either a version or --off",
                "models canary v2 --gateway http://127.0.0.1:1 | 1 | --share 0.1",
                "models shadow v2 --off                      | 1 | name either a version or --off",
                "models activate nano                        | 2 | VERSION",
                "status                                      | 1 | no demo is running",
                "status --gateway http://127.0.0.1:1         | 1 | no gateway answers",
                "sets use north                              | 1 | name either a class set or --off",
                "sets create                                 | 2 | SET",
                "sets list --gateway http://127.0.0.1:1      | 1 | no gateway answers",
                "train --data flags --publish                | 1 | no demo is running",
                "labels --kafka 127.0.0.1:1                  | 1 | --registry is missing",
                "sightings --kafka 127.0.0.1:1               | 1 | --registry is missing",
                "cameras                                     | 1 | no demo is running",
                "cameras test rtsp://me:hush@10.0.0.7/1      | 1 | put NAME=USER:PASSWORD@HOST into a file",
                "cameras test rtsp://127.0.0.1:1/s           | 1 | Connection refused",
                "cameras test file:/no/such.mp4              | 1 | there is no file",
                "cameras add yard                            | 2 | URL",
                "cameras apply /no/such.yaml                 | 1 | cannot read /no/such.yaml",
                "cameras run --videos /no/such               | 1 | there is no folder /no/such",
                "cameras run --ca /no/such                   | 1 | there is no file /no/such with certificates",
                "cameras test http://127.0.0.1:1/ --ca /no/x  | 1 | there is no file /no/x with certificates",
                "ingest                                      | 2 | DIR",
                "ingest /no/such                             | 1 | there is no file or folder '/no/such'",
                "ingest pom.xml                              | 1 | neither a picture nor a video",
                "ingest '/no/*.jpg'                          | 1 | no picture or video is meant",
                "models publish                              | 1 | name either the folder",
                "models import x.pth --space cub             | 2 | --architecture",
                "models import x.pth --space cub --architecture resnet          | 1 | zeromamba-small, zeromamba-base",
                "models import /no/x.pth --space cub --architecture vmamba-tiny | 1 | there is no file /no/x.pth",
                "models import pom.xml --space mars --architecture vmamba-tiny  | 1 | none of the spaces cub, sun, awa2",
                "models import pom.xml --space cub --architecture vmamba-tiny   | 1 | pom.xml",
                "golden /no/such/folder                      | 1 | /no/such/folder is no folder",
                "golden src                                  | 1 | no reference numbers in src",
                "train                                       | 2 | --data",
                "train --data /no/such                        | 1 | umzero-cub127: ",
                "train --data flags --resume --out .         | 1 | there is no run in",
                "train --data flags --preset vspcn-cub --pretrained /no/such | 1 | /no/such/vit_b_16",
                "train --data flags --preset vspcn-cub --pretrained /no/such | 1 | vspcn-cub: VSPCN on a frozen ViT-B/16, whose weights it needs",
                "data check /no/such/folder                  | 1 | there is no folder /no/such/folder",
                "eval --data flags                           | 2 | --model",
                "eval --model /no/such --data flags          | 1 | no checkpoint in /no/such",
                "eval --model bundled --data /no/such        | 1 | there is no folder /no/such",
                "eval --model bundled --data flags --json /no/such/x.json | 1 | there is no folder to write",
                "bench --quick --full                        | 1 | choose --quick or --full",
                "bench --only nothing                        | 1 | the suites are decode, scorer, scan, network",
                "bench --json /no/such/folder/x.json         | 1 | there is no folder to write that file to",
                "bench job overload --factor 0               | 1 | --factor 0.0: it must be above 0",
                "bench job swap-memory --swaps 3             | 1 | --swaps 3: it must be at least 10",
                "bench job swap-pauses --json /no/such/x.json | 1 | there is no folder to write that file to",
                "bench job overload --latency-budget soon    | 2 | write for example 90s",
                "nonsense                                    | 2 | Unmatched argument",
            })
    void mistakesGetAClearMessage(String line, int code, String message) {
        assertThat(execute(line)).isEqualTo(code);
        assertThat(said.toString()).contains(message).doesNotContain("\tat ");
    }

    /** One rule: {@code --json} alone prints, whichever command it is. */
    @Test
    void everyCommandTakesJsonWithoutAFile() {
        List<CommandLine.Model.OptionSpec> json = options(Main.commandLine(), "--json");

        assertThat(json).hasSizeGreaterThan(15).allSatisfy(option -> assertThat(
                        option.arity().min())
                .as(option.command().qualifiedName())
                .isZero());
    }

    private static List<CommandLine.Model.OptionSpec> options(CommandLine command, String name) {
        List<CommandLine.Model.OptionSpec> found = new ArrayList<>();
        Optional.ofNullable(command.getCommandSpec().findOption(name)).ifPresent(found::add);
        command.getSubcommands().values().forEach(inner -> found.addAll(options(inner, name)));
        return found;
    }

    @Test
    void aReportIsPrintedAloneOrWrittenBesideTheText() throws Exception {
        assertThat(execute("data check flags --json")).as(said.toString()).isZero();
        JsonNode printed = new ObjectMapper()
                .reader()
                .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .readTree(said.toString());
        assertThat(printed.isObject()).isTrue();

        Path file = home.resolve("check.json");
        for (String option : List.of("--json " + file, "--json=" + file)) {
            said.getBuffer().setLength(0);
            assertThat(execute("data check flags " + option)).isZero();
            assertThat(said.toString()).contains("0 errors");
            assertThat(new ObjectMapper().readTree(file.toFile())).isEqualTo(printed);
            Files.delete(file);
        }
    }

    /** Names come from whoever wrote a data set. */
    @Test
    void noNameOfOthersMovesTheCursor() {
        String odd = "\u001b[2J\r\u202eevil\u009b1m" + "x".repeat(5000);
        Finding finding = new Finding(Finding.Severity.ERROR, Finding.Kind.LAYOUT, odd, odd);

        assertThat(finding.toString().codePoints()).allMatch(SafeText::seen).hasSizeLessThan(3000);
        assertThat(execute("data check /no/\u001b[2J")).isEqualTo(1);
        assertThat(execute("eval --data flags --model /not/\u001b[2J")).isEqualTo(1);
        assertThat(said.toString())
                .contains("/no/\\u{1B}[2J", "/not/\\u{1B}[2J")
                .doesNotContain("\u001b[2J");
    }

    @Test
    void aHomeThatCannotBeWrittenToIsNamed() throws Exception {
        Path file = Files.createFile(home.resolve("file"));
        System.setProperty("zerostream.home", file.toString());

        assertThat(execute("demo")).isEqualTo(1);
        assertThat(said.toString()).contains("cannot write to " + file);
    }

    @Test
    void forgetsADemoWhoseProcessIsGone() throws Exception {
        new Endpoints(Long.MAX_VALUE, "k", "r", "g", "f").write(new Home(home).endpointsFile());

        assertThat(Endpoints.ofRunningDemo(new Home(home))).isEmpty();
    }

    private int execute(String line) {
        return Main.commandLine()
                .setOut(new PrintWriter(said, true))
                .setErr(new PrintWriter(said, true))
                .execute(line.split(" +"));
    }
}
