package io.zerostream.cli;

import io.zerostream.cli.client.Home;
import io.zerostream.cli.client.LogPlace;
import io.zerostream.cli.client.UserException;
import io.zerostream.cli.erase.EraseCommand;
import io.zerostream.cli.evidence.BenchCommand;
import io.zerostream.cli.evidence.GoldenCommand;
import io.zerostream.cli.ingest.IngestCommand;
import io.zerostream.cli.operate.CamerasCommand;
import io.zerostream.cli.operate.ClassesCommand;
import io.zerostream.cli.operate.ModelsCommand;
import io.zerostream.cli.operate.SetsCommand;
import io.zerostream.cli.operate.StatusCommand;
import io.zerostream.cli.operate.TokensCommand;
import io.zerostream.cli.options.KafkaOptions;
import io.zerostream.cli.records.LabelsCommand;
import io.zerostream.cli.records.SightingsCommand;
import io.zerostream.cli.records.StatsCommand;
import io.zerostream.cli.records.TopicsCommand;
import io.zerostream.cli.replay.ReplayCommand;
import io.zerostream.cli.train.DataCommand;
import io.zerostream.cli.train.EvalCommand;
import io.zerostream.cli.train.TrainCommand;
import io.zerostream.model.ModelException;
import io.zerostream.schemas.SafeText;
import java.util.Optional;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParseResult;

/** Entry point of {@code ./zerostream}. Exit codes: 0 done, 1 failed, 2 wrong usage. */
@Command(
        name = "zerostream",
        description = "Streaming zero-shot image classification on Kafka, Flink and PyTorch.",
        mixinStandardHelpOptions = true,
        version = "ZeroStream 0.1.0",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            DemoCommand.class,
            StatusCommand.class,
            ClassesCommand.class,
            SetsCommand.class,
            CamerasCommand.class,
            IngestCommand.class,
            LabelsCommand.class,
            SightingsCommand.class,
            ReplayCommand.class,
            EraseCommand.class,
            StatsCommand.class,
            TrainCommand.class,
            EvalCommand.class,
            DataCommand.class,
            ModelsCommand.class,
            TopicsCommand.class,
            GatewayCommand.class,
            TokensCommand.class,
            DoctorCommand.class,
            BenchCommand.class,
            GoldenCommand.class,
            CommandLine.HelpCommand.class
        })
public final class Main {
    /** Longest line of an error, UTF-16 units. */
    private static final int LONGEST = 2000;

    private Main() {}

    /** Apart, so that it is not there before {@link #main} has looked whether there can be a log. */
    private static final class Log {
        private static final Logger LOG = LoggerFactory.getLogger(Main.class);
    }

    /** Runs one command and exits with its code. */
    public static void main(String[] args) {
        LogPlace log = logPlace(args);
        log.use();
        if (log == LogPlace.FILE && !Home.current().hasLog()) {
            // else the logging system tells it by a stack trace, before the command tells it in a line
            System.setProperty("log4j2.configurationFile", "classpath:io/zerostream/cli/no-log.xml");
        }
        System.exit(commandLine().execute(args));
    }

    private static LogPlace logPlace(String[] args) {
        try {
            return LogPlace.of(args, System.getenv());
        } catch (UserException e) {
            System.err.println("zerostream: " + shown(String.valueOf(e.getMessage())));
            System.exit(CommandLine.ExitCode.USAGE);
            throw e;
        }
    }

    static CommandLine commandLine() {
        return new CommandLine(new Main())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionStrategy(Main::run)
                .setExecutionExceptionHandler(Main::report);
    }

    /** Java puts the same sign for each byte that the locale has no letter for, so what it was is lost. */
    private static int run(ParseResult parsed) {
        for (String argument : parsed.originalArgs()) {
            if (argument.indexOf('\ufffd') >= 0) {
                UserException lost = new UserException("letters of the argument '" + argument
                        + "' are lost, for the locale of this shell knows none but "
                        + System.getProperty("sun.jnu.encoding") + ": run it again with LC_ALL=C.UTF-8");
                throw new CommandLine.ExecutionException(
                        parsed.commandSpec().commandLine(), String.valueOf(lost.getMessage()), lost);
            }
        }
        return new CommandLine.RunLast().execute(parsed);
    }

    /** People get one clear line; the stack trace goes to the log. */
    private static int report(Exception problem, CommandLine command, ParseResult parsed) {
        boolean theirs = problem instanceof UserException || problem.getClass().equals(ModelException.class);
        if (theirs) {
            Log.LOG.warn("{} refused", command.getCommandName(), problem);
        } else {
            Log.LOG.error("{} failed", command.getCommandName(), problem);
        }
        Optional<String> refusal = KafkaOptions.refusal(command, problem);
        String message = refusal.orElse(problem.getMessage() == null ? problem.toString() : problem.getMessage());
        command.getErr().println(command.getColorScheme().errorText("zerostream: " + shown(message)));
        if (!theirs && refusal.isEmpty() && !LogPlace.isStandardOutput()) {
            command.getErr().println("The details are in " + Home.current().log() + ".");
        }
        return CommandLine.ExitCode.SOFTWARE;
    }

    /** Files, gateways and brokers may have put anything into it. */
    private static String shown(String message) {
        return message.lines().map(line -> SafeText.of(line, LONGEST)).collect(Collectors.joining("\n"));
    }
}
