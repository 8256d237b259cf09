package io.zerostream.gateway.internal.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zerostream.gateway.config.AccessToken;
import io.zerostream.gateway.config.GatewayException;
import io.zerostream.gateway.config.Role;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AccessRulesTest {
    private static final Instant NOW = Instant.parse("2026-06-01T00:00:00Z");

    @Test
    void whatIsDrawnCounts() {
        AccessToken all = AccessToken.draw("ops", "admin", Map.of(), null);
        AccessToken some =
                AccessToken.draw("birds: \"feeder\"", null, Map.of("birds", "editor"), LocalDate.of(2026, 6, 2));

        AccessRules rules = AccessRules.parse(
                "tokens:\n" + all.entry().indent(2) + some.entry().indent(2));

        Caller ops = rules.token(AccessToken.hash(all.token()), NOW, false).orElseThrow();
        assertThat(ops.name()).isEqualTo("ops");
        ops.demand(Role.ADMIN);
        Caller feeder = rules.token(AccessToken.hash(some.token()), NOW, false).orElseThrow();
        feeder.demand(Role.EDITOR, "birds");
        feeder.demand(Role.VIEWER);
        assertThat(feeder.maySomewhere(Role.CONTRIBUTOR)).isTrue();
        assertThatThrownBy(() -> feeder.demand(Role.CONTRIBUTOR, "flags"))
                .hasMessage("token 'birds: \"feeder\"' has not the role contributor of class set 'flags'");
        assertThatThrownBy(() -> feeder.demand(Role.EDITOR)).hasMessageContaining("has not the role editor");
        assertThat(rules.token(AccessToken.hash(some.token()), Instant.parse("2026-06-02T00:00:00Z"), false))
                .isEmpty();
        assertThat(all.toString()).doesNotContain(all.token());
        assertThat(all.entry()).doesNotContain(all.token());
    }

    @Test
    void aPersonHasWhatTheyAndTheirGroupsHave() {
        AccessRules rules = AccessRules.parse("""
                people:
                  ann@example.org: {role: contributor}
                groups:
                  birds: {sets: {birds: editor}}
                  ops: {role: editor}
                everyone: {role: viewer}
                """);

        rules.person("ann@example.org", List.of(), true).demand(Role.CONTRIBUTOR);
        rules.person("ann@example.org", List.of("birds"), true).demand(Role.EDITOR, "birds");
        assertThat(rules.person("ann@example.org", List.of("birds"), true).grants())
                .isEqualTo(new Grants(Role.CONTRIBUTOR, Map.of("birds", Role.EDITOR)));
        rules.person("bob", List.of("nobody", "ops"), true).demand(Role.EDITOR);
        assertThat(rules.person("bob", List.of("nobody"), true).grants()).isEqualTo(new Grants(Role.VIEWER, Map.of()));
        assertThat(AccessRules.parse("people: {ann: {role: admin}}")
                        .person("bob", List.of("ann"), true)
                        .maySomewhere(Role.VIEWER))
                .isFalse();
    }

    @Test
    void whoIsShutOutIsSoWhateverTheirGroups() {
        AccessRules rules = AccessRules.parse("people: {eve: {role: none}}\neveryone: {role: viewer}\n");

        assertThat(rules.person("eve", List.of("ops"), true).maySomewhere(Role.VIEWER))
                .isFalse();
        assertThat(rules.person("ann", List.of(), true).maySomewhere(Role.VIEWER))
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "tokens: [{name: a, sha256: 12, role: admin}]|sha256 of token 'a' is not 64 hexadecimal digits",
                "tokens: [{sha256: x}]|a token has no name",
                "tokens: [{name: a, secret: x}]|secret",
                "tokens: {a: b}|tokens",
                "people: {ann: {role: boss}}|role of people 'ann' is 'boss'; it must be one of viewer",
                "people: {ann: {}}|people 'ann' has neither a role nor sets",
                "people: {ann: }|people 'ann' has neither a role nor sets",
                "people: {ann: {sets: {birds: admin}}}|in set 'birds' is admin, which is of everything",
                "people: {ann: {role: admin}, ann: {role: viewer}}|ann",
                "roles: {}|roles",
                "a: [|not YAML",
            })
    void saysWhatIsWrong(String yaml, String said) {
        assertThatThrownBy(() -> AccessRules.parse(yaml))
                .isInstanceOf(GatewayException.class)
                .hasMessageContaining(said);
    }

    @Test
    void twoTokensAreNotOne() {
        String entry = AccessToken.draw("a", "viewer", Map.of(), null).entry();
        assertThatThrownBy(() -> AccessRules.parse("tokens:\n" + entry + entry))
                .hasMessageContaining("'a' is there twice");
        assertThatThrownBy(() -> AccessRules.parse("tokens:\n" + entry + entry.replace("name: a", "name: b")))
                .hasMessageContaining("two tokens have the sha256");
    }

    @Test
    void anEmptyFileNamesNobody() {
        assertThat(AccessRules.parse("").person("ann", List.of(), true).maySomewhere(Role.VIEWER))
                .isFalse();
        assertThat(AccessRules.parse("# nothing\ntokens:\n").token("0".repeat(64), NOW, false))
                .isEmpty();
    }
}
