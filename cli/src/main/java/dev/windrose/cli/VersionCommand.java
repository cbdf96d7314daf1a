package dev.windrose.cli;

import dev.windrose.cli.line.Command;
import dev.windrose.cli.line.Synopsis;
import dev.windrose.cli.line.Terminal;
import dev.windrose.cli.line.Words;
import java.util.List;

/** {@code windrose version}. */
final class VersionCommand implements Command {
    private static final Synopsis SYNOPSIS =
            new Synopsis("version", "", 0, 0, "Prints the version, of Windrose and of the JVM.", List.of(), List.of());

    private final Terminal terminal;

    VersionCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Synopsis synopsis() {
        return SYNOPSIS;
    }

    @Override
    public int run(Words words) {
        for (String line : lines()) {
            terminal.out().println(line);
        }
        return 0;
    }

    static String[] lines() {
        String own = Windrose.class.getPackage().getImplementationVersion();
        return new String[] {
            "windrose " + (own == null ? "(unpackaged)" : own),
            "java " + Runtime.version() + ", " + System.getProperty("os.name") + " " + System.getProperty("os.arch")
        };
    }
}
