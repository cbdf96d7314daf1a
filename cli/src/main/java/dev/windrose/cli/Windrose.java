package dev.windrose.cli;

import dev.windrose.cli.demo.Demo;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** The entry: finds the command, runs it, and turns whatever goes wrong into one readable line and an exit code. */
@Command(
        name = "windrose",
        synopsisSubcommandLabel = "COMMAND",
        description = "An API gateway that runs from YAML documents of the Kubernetes Gateway API.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  windrose demo",
            "  windrose run gateway/",
            "  windrose run --from :8080 --to http://localhost:3000",
            "  windrose check gateway/",
            "  windrose explain gateway/ 'GET https://api.example.com/v1/users/7'"
        })
public final class Windrose {
    private static final Logger log = LoggerFactory.getLogger(Windrose.class);

    private Windrose() {}

    /** Ends the process with the exit code of the command. */
    public static void main(String[] args) {
        PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        int code = run(args, out, err);
        out.flush();
        err.flush();
        // Not System.exit: signal handlers and hooks have nothing left to do.
        Runtime.getRuntime().halt(code);
    }

    /** Runs one command line; returns the exit code. */
    public static int run(String[] args, PrintWriter out, PrintWriter err) {
        Terminal terminal = new Terminal(out, err);
        CommandLine line = new CommandLine(new Windrose())
                .addSubcommand(new RunCommand(terminal))
                .addSubcommand(new CheckCommand(terminal))
                .addSubcommand(new ExplainCommand(terminal))
                .addSubcommand(new InitCommand(terminal))
                .addSubcommand(new Demo(out, LogbackLevel.ROOT, Signals::onEnd))
                .addSubcommand(new VersionCommand(terminal));
        line.getCommandSpec().version(VersionCommand.lines());
        line.getSubcommands().values().forEach(each -> each.getCommandSpec().version(VersionCommand.lines()));
        line.setParameterExceptionHandler((error, _) -> misused(error));
        line.setOut(out).setErr(err).setExecutionExceptionHandler(Windrose::explain);
        line.setUsageHelpWidth(100).setUsageHelpAutoWidth(true);
        line.setExecutionStrategy(parsed -> execute(parsed, line));
        return line.execute(args);
    }

    private static int execute(ParseResult parsed, CommandLine line) {
        if (!parsed.hasSubcommand() && !parsed.isUsageHelpRequested() && !parsed.isVersionHelpRequested()) {
            line.usage(line.getOut());
            return CommandLine.ExitCode.OK;
        }
        return new CommandLine.RunLast().execute(parsed);
    }

    /** One line and the way to the help, instead of all of the help. */
    private static int misused(ParameterException error) {
        PrintWriter err = error.getCommandLine().getErr();
        err.println(error.getMessage());
        UnmatchedArgumentException.printSuggestions(error, err);
        err.println("Try '" + error.getCommandLine().getCommandSpec().qualifiedName() + " --help'.");
        return CommandLine.ExitCode.USAGE;
    }

    private static int explain(Exception error, CommandLine command, ParseResult parsed) {
        PrintWriter err = command.getErr();
        if (error instanceof UsageException) {
            err.println(error.getMessage());
            err.println("Try 'windrose " + command.getCommandName() + " --help'.");
            return CommandLine.ExitCode.USAGE;
        }
        String message = error.getMessage();
        boolean ours = error instanceof IOException || error instanceof IllegalArgumentException;
        if (ours && message != null) {
            err.println("error: " + message);
        } else {
            log.error("internal error; please report it", error);
        }
        return CommandLine.ExitCode.SOFTWARE;
    }
}
