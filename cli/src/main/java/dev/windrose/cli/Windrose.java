package dev.windrose.cli;

import dev.windrose.cli.demo.Demo;
import dev.windrose.cli.line.Command;
import dev.windrose.cli.line.Synopsis;
import dev.windrose.cli.line.Terminal;
import dev.windrose.cli.line.UsageException;
import dev.windrose.cli.line.Words;
import dev.windrose.documents.yaml.DidYouMean;
import dev.windrose.documents.yaml.Printable;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** The entry: finds the command, runs it, and turns whatever goes wrong into one readable line and an exit code. */
public final class Windrose {
    private static final int OK = 0;
    private static final int FAILED = 1;
    private static final int MISUSED = 2;
    private static final List<String> COMMANDS =
            List.of("run", "check", "status", "explain", "init", "demo", "version");
    private static final List<String> EXAMPLES = List.of(
            "windrose demo",
            "windrose run gateway/",
            "windrose run --from :8080 --to http://localhost:3000",
            "windrose check gateway/",
            "windrose explain gateway/ 'GET https://api.example.com/v1/users/7'");

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

    /** What all commands take, in the order of the help. */
    public static List<Synopsis> synopses(Terminal terminal) {
        List<Synopsis> all = new ArrayList<>();
        for (String name : COMMANDS) {
            Command command = command(name, terminal);
            if (command != null) {
                all.add(command.synopsis());
            }
        }
        return all;
    }

    /** Runs one command line; returns the exit code. */
    public static int run(String[] args, PrintWriter out, PrintWriter err) {
        Terminal terminal = new Terminal(out, err);
        List<String> words = List.of(args);
        String first = words.isEmpty() ? "--help" : words.getFirst();
        List<String> rest = words.isEmpty() ? words : words.subList(1, words.size());
        return switch (first) {
            case "-h", "--help", "help" -> help(terminal);
            case "-V", "--version" -> run(new VersionCommand(terminal), List.of(), terminal);
            default -> {
                Command command = command(first, terminal);
                yield command == null ? unknown(first, terminal) : run(command, rest, terminal);
            }
        };
    }

    /** Only the one that is asked for is made, since each loads its classes. */
    private static @Nullable Command command(String name, Terminal terminal) {
        return switch (name) {
            case "run" -> new RunCommand(terminal);
            case "check" -> new CheckCommand(terminal);
            case "status" -> new StatusCommand(terminal);
            case "explain" -> new ExplainCommand(terminal);
            case "init" -> new InitCommand(terminal);
            case "demo" -> new Demo(terminal.out(), LogbackLevel.ROOT, Signals::onEnd);
            case "version" -> new VersionCommand(terminal);
            default -> null;
        };
    }

    private static int run(Command command, List<String> arguments, Terminal terminal) {
        PrintWriter err = terminal.err();
        if (arguments.contains("--help") || arguments.contains("-h")) {
            command.synopsis().print(terminal.out());
            return OK;
        }
        try {
            return command.run(Words.of(command.synopsis(), arguments));
        } catch (UsageException e) {
            return misused(e.getMessage(), "windrose " + command.synopsis().name(), err);
        } catch (IOException | RuntimeException e) {
            return explain(e, err);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return explain(e, err);
        }
    }

    private static int unknown(String name, Terminal terminal) {
        String hint = DidYouMean.hint(name, COMMANDS);
        String expected = hint == null ? "expected: " + String.join(", ", COMMANDS) : hint;
        String what = name.startsWith("-") ? "no such option before the command" : "no such command";
        return misused(name + ": " + what + " (" + expected + ")", "windrose", terminal.err());
    }

    /** One line and the way to the help, instead of all of the help. */
    private static int misused(@Nullable String message, String command, PrintWriter err) {
        err.println(Printable.of(String.valueOf(message)));
        err.println("Try '" + command + " --help'.");
        return MISUSED;
    }

    private static int explain(Exception error, PrintWriter err) {
        String message = error.getMessage();
        boolean ours = error instanceof IOException || error instanceof IllegalArgumentException;
        if (ours && message != null) {
            err.println("error: " + Printable.of(message));
        } else {
            LoggerFactory.getLogger(Windrose.class).error("internal error; please report it", error);
        }
        return FAILED;
    }

    private static int help(Terminal terminal) {
        PrintWriter out = terminal.out();
        out.println("Usage: windrose COMMAND");
        out.println("An API gateway that runs from YAML documents of the Kubernetes Gateway API.");
        out.println();
        out.println("Commands:");
        for (Synopsis command : synopses(terminal)) {
            out.println("  " + Synopsis.pad(command.name(), 9)
                    + command.help().lines().findFirst().orElse(""));
        }
        out.println();
        out.println("windrose COMMAND --help says more about one of them.");
        Synopsis.printExamples(out, EXAMPLES);
        return OK;
    }
}
