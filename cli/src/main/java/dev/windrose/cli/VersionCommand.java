package dev.windrose.cli;

import picocli.CommandLine.Command;

/** {@code windrose version}. */
@Command(name = "version", description = "Prints the version, of Windrose and of the JVM.")
final class VersionCommand implements Runnable {
    private final Terminal terminal;

    VersionCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public void run() {
        for (String line : lines()) {
            terminal.out().println(line);
        }
    }

    static String[] lines() {
        String own = Windrose.class.getPackage().getImplementationVersion();
        return new String[] {
            "windrose " + (own == null ? "(unpackaged)" : own),
            "java " + Runtime.version() + ", " + System.getProperty("os.name") + " " + System.getProperty("os.arch")
        };
    }
}
