package io.zerostream.cli.operate;

import io.zerostream.cli.client.Endpoints;
import io.zerostream.cli.client.GatewayClient;
import io.zerostream.cli.client.Home;
import io.zerostream.cli.client.UserException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** Which gateway a command talks to: the running demo's unless named. */
final class GatewayOptions {
    @Option(
            names = "--gateway",
            scope = ScopeType.INHERIT,
            paramLabel = "URL",
            description = "The gateway to talk to (default: that of the demo running on this machine).",
            defaultValue = "${env:ZEROSTREAM_GATEWAY}")
    private @Nullable String gateway;

    /** @throws UserException when none is named and no demo runs, or nothing answers there within some seconds */
    GatewayClient client() {
        String url = gateway;
        if (url == null || url.isBlank()) {
            url = Endpoints.ofRunningDemo(Home.current())
                    .map(Endpoints::gateway)
                    .orElseThrow(
                            () -> new UserException(
                                    "no demo is running on this machine: start ./zerostream demo first, or name a gateway with --gateway URL"));
        }
        return new GatewayClient(url).checked();
    }
}
