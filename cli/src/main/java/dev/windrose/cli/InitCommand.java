package dev.windrose.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code windrose init}: documents to begin with. */
@Command(
        name = "init",
        description = "Writes a small, commented, working set of documents. Never overwrites a file.",
        mixinStandardHelpOptions = true,
        footer = {"", "Example:", "  windrose init gateway && windrose run gateway"})
final class InitCommand implements Callable<Integer> {
    private static final List<String> FILES = List.of("gateway.yaml", "routes.yaml", "backends.yaml");

    private final Terminal terminal;

    @Parameters(arity = "1", paramLabel = "DIR", description = "The folder; made if it is not there.")
    private Path folder = Path.of(".");

    InitCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        for (String name : FILES) {
            if (Files.exists(folder.resolve(name))) {
                throw new IllegalArgumentException(folder.resolve(name) + " (expected: a folder without it)");
            }
        }
        try {
            Files.createDirectories(folder);
        } catch (FileAlreadyExistsException e) {
            throw new IllegalArgumentException(folder + " (expected: a folder, but it is a file)", e);
        }
        for (String name : FILES) {
            try (InputStream template = InitCommand.class.getResourceAsStream("/init/" + name)) {
                if (template == null) {
                    throw new IllegalStateException("template " + name + " is missing from the program");
                }
                Files.copy(template, folder.resolve(name));
            }
            terminal.out().println("wrote " + folder.resolve(name));
        }
        terminal.out().println();
        terminal.out().println("Next:");
        terminal.out().println("  windrose check " + folder);
        terminal.out().println("  windrose run " + folder);
        terminal.out().println("  curl -i http://localhost:8080/    (with something listening on port 3000)");
        return 0;
    }
}
