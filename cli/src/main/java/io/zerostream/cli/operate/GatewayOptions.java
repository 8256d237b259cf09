package io.zerostream.cli.operate;

import io.zerostream.cli.client.Endpoints;
import io.zerostream.cli.client.GatewayClient;
import io.zerostream.cli.client.Home;
import io.zerostream.cli.client.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** Which gateway a command talks to: the running demo's unless named. */
public final class GatewayOptions {
    @Option(
            names = "--gateway",
            scope = ScopeType.INHERIT,
            paramLabel = "URL",
            description = "The gateway to talk to (default: that of the demo running on this machine).",
            defaultValue = "${env:ZEROSTREAM_GATEWAY}")
    private @Nullable String gateway;

    @Option(
            names = "--token-file",
            scope = ScopeType.INHERIT,
            paramLabel = "FILE",
            description = "File with the token that says who asks, where the gateway wants to know"
                    + " (default: what ZEROSTREAM_TOKEN holds).")
    private @Nullable Path tokenFile;

    private @Nullable String token() {
        if (tokenFile != null) {
            try {
                return Files.readString(tokenFile).strip();
            } catch (IOException e) {
                throw new UserException("cannot read the token of " + tokenFile + ": " + e, e);
            }
        }
        String token = System.getenv("ZEROSTREAM_TOKEN");
        return token == null || token.isBlank() ? null : token.strip();
    }

    /** Whether one was named: else it is the running demo's. */
    public boolean isNamed() {
        return gateway != null && !gateway.isBlank();
    }

    /** @throws UserException when none is named and no demo runs, or nothing answers there within some seconds */
    public GatewayClient client() {
        String url = gateway;
        if (url == null || url.isBlank()) {
            url = Endpoints.ofRunningDemo(Home.current())
                    .map(Endpoints::gateway)
                    .orElseThrow(
                            () -> new UserException(
                                    "no demo is running on this machine: start ./zerostream demo first, or name a gateway with --gateway URL"));
        }
        return new GatewayClient(url, token()).checked();
    }
}
