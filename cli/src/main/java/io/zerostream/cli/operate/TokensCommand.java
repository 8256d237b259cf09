package io.zerostream.cli.operate;

import io.zerostream.cli.client.UserException;
import io.zerostream.gateway.config.AccessToken;
import io.zerostream.gateway.config.GatewayException;
import java.io.PrintWriter;
import java.time.LocalDate;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Draws tokens for those who may use a gateway. */
@Command(
        name = "tokens",
        description = "Tokens that say who asks a gateway.",
        mixinStandardHelpOptions = true,
        subcommands = TokensCommand.New.class)
public final class TokensCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getOut());
        return 0;
    }

    /** Draws one. */
    @Command(
            name = "new",
            description =
                    "Draw a token and print what access.file needs to have of it. The token itself is kept nowhere.",
            mixinStandardHelpOptions = true)
    static final class New implements Callable<Integer> {
        @Spec
        private CommandSpec spec;

        @Parameters(paramLabel = "NAME", description = "Who will have it; changes are marked with this name.")
        private String name;

        @Option(
                names = "--role",
                paramLabel = "ROLE",
                description = "What it may do: viewer, contributor (uploads), editor (classes), admin (all).")
        private @Nullable String role;

        @Option(
                names = "--set",
                paramLabel = "SET=ROLE",
                description = "contributor or editor of one class set; may be repeated.")
        private Map<String, String> sets = Map.of();

        @Option(names = "--expires", paramLabel = "DAY", description = "From this day on it is none: 2027-01-31.")
        private @Nullable LocalDate expires;

        @Override
        public Integer call() {
            PrintWriter out = spec.commandLine().getOut();
            try {
                AccessToken drawn = AccessToken.draw(name, role, sets, expires);
                out.println("token, shown this once:");
                out.println("  " + drawn.token());
                out.println("below 'tokens:' in the gateway's access.file:");
                out.println(drawn.entry().indent(2).stripTrailing());
            } catch (GatewayException e) {
                throw new UserException(String.valueOf(e.getMessage()), e);
            }
            out.flush();
            return 0;
        }
    }
}
