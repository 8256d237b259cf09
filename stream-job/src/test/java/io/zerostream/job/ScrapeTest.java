package io.zerostream.job;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the comparison of {@link PrometheusMetricsTest} sees. */
class ScrapeTest {
    private final Scrape scrape = Scrape.parse("""
            # TYPE flink_job_restarts gauge
            flink_job_restarts{job_name="a",tm_id="1"} 0.0
            flink_job_alarms{alarm="DRIFT",job_name="a"} 1.0
            flink_job_alarms{alarm="REFUSED",job_name="a"} NaN
            flink_jobs 1.0
            """);

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "flink_jobs == 0; ",
                "sum by (job_name, alarm) (rate(flink_job_alarms{alarm=~\"DRIFT|REF.*\"}[5m])); {{ $labels.alarm }}",
                "flink_job_restarts{job_name=~\"$job\"}; {{tm_id}} {{instance}}",
                "kafka_lag{x=\"y\"}; {{z}}",
            })
    void whatIsThereIsNotMissing(String expression, String text) {
        assertThat(scrape.missing(Monitoring.query("", expression, String.valueOf(text))))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "absent(flink_job); ",
                "flink_job_restarts - flink_job_restart; ",
                "flink_jobs{job_name=\"a\"}; ",
                "flink_job_alarms{alarm=\"DRIFTS\"}; ",
                "flink_job_alarms{alarm!~\"DRIFT|OTHER\"}; ",
                "sum by (host) (flink_job_alarms); ",
                "flink_job_alarms; {{ $labels.tm_id }}",
            })
    void whatIsNotThereIsMissing(String expression, String text) {
        assertThat(scrape.missing(Monitoring.query("", expression, String.valueOf(text))))
                .hasSize(1);
    }
}
