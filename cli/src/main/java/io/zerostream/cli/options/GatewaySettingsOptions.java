package io.zerostream.cli.options;

import io.zerostream.cli.client.UserException;
import io.zerostream.gateway.config.GatewayConfig;
import io.zerostream.gateway.config.GatewayException;
import io.zerostream.gateway.config.GatewaySettings;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Settings of a gateway that a command starts beside other things: a file, the environment, then options; the last counts. */
public final class GatewaySettingsOptions {
    @Option(
            names = "--gateway-config",
            paramLabel = "FILE",
            description = "Settings of the gateway, YAML or JSON; docs/operations.md lists the keys."
                    + " ZEROSTREAM_GATEWAY_... and --gateway-setting outdo it.")
    private @Nullable Path config;

    @Option(
            names = "--gateway-setting",
            paramLabel = "KEY=VALUE",
            description = "One setting of the gateway, for example live.pictures=2000.")
    private Map<String, String> settings = Map.of();

    /**
     * The settings, on the Kafka of the defaults.
     *
     * @param defaults what counts where nothing is set
     * @throws UserException for a key that does not exist, or a value that cannot be, naming it
     */
    public GatewayConfig read(GatewayConfig defaults) {
        try {
            return GatewaySettings.read(config, System.getenv(), settings, defaults);
        } catch (GatewayException e) {
            throw new UserException(String.valueOf(e.getMessage()), e);
        }
    }
}
