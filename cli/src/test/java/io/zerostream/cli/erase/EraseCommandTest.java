package io.zerostream.cli.erase;

import static org.assertj.core.api.Assertions.assertThat;

import io.zerostream.cli.CommandLines;
import org.junit.jupiter.api.Test;

/** What is looked at before a source is erased, without any Kafka. */
class EraseCommandTest {
    private static final String KAFKA = " --kafka 127.0.0.1:1 --registry http://127.0.0.1:1";

    @Test
    void whoIsNoAdminIsRefusedBeforeAnythingGoes() throws Exception {
        try (FakeGateway gateway =
                FakeGateway.start().answering("/api/me", "{\"name\": \"eve\", \"role\": \"editor\"}")) {
            CommandLines.Said said =
                    CommandLines.execute("erase --source door --truncate --gateway " + gateway.url() + KAFKA);

            assertThat(said.code()).isEqualTo(1);
            assertThat(said.text())
                    .contains("erasing needs the role admin", "yours is 'editor'", "nothing was done", "--token-file");
            assertThat(gateway.removed()).isEmpty();
        }
    }

    /** The gateway of the demo would say what was labelled on the demo's Kafka. */
    @Test
    void aKafkaThatIsNamedNeedsItsGatewayToBeNamed() {
        CommandLines.Said said = CommandLines.execute("erase --source door --truncate" + KAFKA);

        assertThat(said.code()).isEqualTo(1);
        assertThat(said.text()).contains("--kafka and --gateway go together", "--gateway is missing");
    }

    @Test
    void aGatewayThatIsNamedNeedsItsKafkaToBeNamed() throws Exception {
        try (FakeGateway gateway = FakeGateway.start()) {
            CommandLines.Said said = CommandLines.execute("erase --source door --gateway " + gateway.url());

            assertThat(said.code()).isEqualTo(1);
            assertThat(said.text()).contains("--kafka and --gateway go together", "--kafka is missing");
            assertThat(gateway.removed()).isEmpty();
        }
    }
}
