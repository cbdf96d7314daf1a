package dev.windrose.cli;

import dev.windrose.cli.line.Command;
import dev.windrose.cli.line.Synopsis;
import dev.windrose.cli.line.Terminal;
import dev.windrose.cli.line.Words;
import dev.windrose.documents.DocumentReader;
import dev.windrose.documents.Documents;
import dev.windrose.documents.kind.Gateway;
import dev.windrose.documents.kind.Metadata;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** {@code windrose init}: documents to begin with. */
final class InitCommand implements Command {
    private static final List<String> FILES = List.of("gateway.yaml", "routes.yaml", "backends.yaml");
    private static final Synopsis SYNOPSIS = new Synopsis(
            "init",
            "DIR",
            1,
            1,
            "Writes a small, commented, working set of documents. Makes the folder; never overwrites a file, nor adds a\n"
                    + "second Gateway.",
            List.of(),
            List.of("windrose init gateway && windrose run gateway"));

    private final Terminal terminal;

    InitCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Synopsis synopsis() {
        return SYNOPSIS;
    }

    /** A second Gateway of the folder would want the port of the first, and get it or not by its name. */
    private static void refuseGateway(Path folder) {
        if (!Files.isDirectory(folder)) {
            return;
        }
        Documents documents = DocumentReader.read(List.of(folder));
        for (Gateway gateway : documents.of(Gateway.class)) {
            refuse(gateway.metadata());
        }
        for (Documents.Rejected rejected : documents.rejected()) {
            if (rejected.kind().equals("Gateway")) {
                refuse(rejected.metadata());
            }
        }
    }

    private static void refuse(Metadata gateway) {
        throw new IllegalArgumentException(gateway.at() + ": Gateway " + gateway.key()
                + " is there already (expected: a folder without a Gateway)");
    }

    @Override
    public int run(Words words) throws IOException {
        Path folder = Path.of(words.operands().getFirst());
        for (String name : FILES) {
            if (Files.exists(folder.resolve(name))) {
                throw new IllegalArgumentException(folder.resolve(name) + " (expected: a folder without it)");
            }
        }
        refuseGateway(folder);
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
