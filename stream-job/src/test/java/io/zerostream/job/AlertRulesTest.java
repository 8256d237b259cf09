package io.zerostream.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Alert rules and their tests belong together; {@code promtool test rules} runs the tests. */
class AlertRulesTest {
    private static final Pattern TARGET = Pattern.compile("\\bup\\{job=\"(\\w+)\"}");
    private static final Pattern ALERT = Pattern.compile("alertname=\"(\\w+)\"");

    @Test
    void everyAlertIsShownToFireAndToStaySilent() throws IOException {
        Set<String> fire = new TreeSet<>();
        Set<String> silent = new TreeSet<>();
        for (JsonNode test : Monitoring.tests()) {
            for (JsonNode alert : test.path("alert_rule_test")) {
                (alert.path("exp_alerts").isEmpty() ? silent : fire)
                        .add(alert.path("alertname").asText());
            }
            for (JsonNode expression : test.path("promql_expr_test")) {
                Matcher alert = ALERT.matcher(expression.path("expr").asText());
                assertThat(alert.find()).as("%s asks for one alert", expression).isTrue();
                (expression.path("exp_samples").isEmpty() ? silent : fire).add(alert.group(1));
            }
        }

        List<String> alerts = Monitoring.rules().stream()
                .map(rule -> rule.path("alert").asText())
                .toList();
        assertThat(alerts).doesNotHaveDuplicates().isNotEmpty();
        assertThat(fire).as("shown to fire").containsExactlyInAnyOrderElementsOf(alerts);
        assertThat(silent).as("shown to stay silent").containsExactlyInAnyOrderElementsOf(alerts);
    }

    @Test
    void whatIsAskedWhetherItIsUpIsScraped() throws IOException {
        List<String> scraped = Monitoring.scrapes().findValuesAsText("job_name");
        Set<String> asked = new TreeSet<>();
        for (JsonNode rule : Monitoring.rules()) {
            TARGET.matcher(rule.path("expr").asText()).results().forEach(found -> asked.add(found.group(1)));
        }
        assertThat(asked).containsExactlyInAnyOrderElementsOf(scraped);
    }
}
