package io.zerostream.gateway.internal.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** {@code docs/rest.md} has every request that the gateway knows, and no other. */
class RestReferenceTest {
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `([A-Z]+ /[^`]*)`");

    private static final Pattern ROUTE = Pattern.compile(" /(api|auth|v1|v2|health|metrics|openapi\\.json)\\b");

    @Test
    void theReferenceHasEveryRequestAndNoOther() throws Exception {
        Set<String> written = ROW.matcher(Files.readString(Path.of("../docs/rest.md")))
                .results()
                .map(found -> found.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
        try (TestServer server = new TestServer()) {
            assertThat(server.routes())
                    .filteredOn(route -> ROUTE.matcher(route).find())
                    .containsExactlyInAnyOrderElementsOf(written);
        }
    }
}
