package io.zerostream.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TraceContextTest {
    private static final String PARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    @Test
    void whatIsWellFormedIsTakenAsItIs() {
        String state = "rojo=00f067aa0ba902b7, tenant@vendor=t61rcWkgMzE,,a=b c";

        assertThat(TraceContext.of(List.of(PARENT), List.of(state))).isEqualTo(new TraceContext(PARENT, state));
        assertThat(TraceContext.of(List.of(PARENT), List.of("a=1", "b=2")))
                .isEqualTo(new TraceContext(PARENT, "a=1,b=2"));
        assertThat(TraceContext.of(List.of(PARENT), List.of())).isEqualTo(new TraceContext(PARENT, null));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "00",
                "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331",
                "00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01",
                "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
                "00-00000000000000000000000000000000-b7ad6b7169203331-01",
                "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01",
                "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01 ",
                "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01\n",
            })
    void ofAMalformedParentNothingIsTaken(String parent) {
        assertThat(TraceContext.of(List.of(parent), List.of("a=1"))).isEqualTo(TraceContext.NONE);
    }

    @Test
    void ofTwoParentsNoneIsTaken() {
        assertThat(TraceContext.of(List.of(PARENT, PARENT), List.of())).isEqualTo(TraceContext.NONE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ",", "a", "A=1", "a=", "=1", "a=b=c", "a=1,b", "a=ü", "a=1\t2", "a@b@c=1", "a@1=1"})
    void aMalformedStateIsDroppedAndTheParentStays(String state) {
        assertThat(TraceContext.of(List.of(PARENT), List.of(state))).isEqualTo(new TraceContext(PARENT, null));
    }

    @Test
    void aStateOfTooManyIsDropped() {
        String most = IntStream.range(0, 32).mapToObj(i -> "k" + i + "=v").collect(Collectors.joining(","));

        assertThat(TraceContext.of(List.of(PARENT), List.of(most)).state()).isEqualTo(most);
        assertThat(TraceContext.of(List.of(PARENT), List.of(most, "k=v")).state())
                .isNull();
        assertThat(TraceContext.of(List.of(PARENT), List.of("k=" + "v".repeat(257)))
                        .state())
                .isNull();
    }

    @Test
    void goesThroughTheHeadersOfARecord() {
        TraceContext context = new TraceContext(PARENT, "a=1");

        assertThat(TraceContext.of(context.headers())).isEqualTo(context);
        assertThat(TraceContext.NONE.headers()).isEmpty();
        RecordHeaders repeated = new RecordHeaders(context.headers());
        repeated.add("traceparent", "rubbish".getBytes(StandardCharsets.UTF_8));
        assertThat(TraceContext.of(repeated)).as("the last one counts").isEqualTo(TraceContext.NONE);
    }
}
