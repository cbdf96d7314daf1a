package dev.windrose.verification;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The tool {@code h2spec}: built from source into the user's cache, unless the variable {@code WINDROSE_H2SPEC} names one. */
final class H2Spec {
    private static final String PACKAGE = "github.com/summerwind/h2spec/cmd/h2spec";
    private static final String VERSION = "2.2.1";
    private static final long BUILD_MINUTES = 5;

    private H2Spec() {}

    /** Throws {@link IllegalStateException} with what to do about it if there is no tool and none can be built. */
    static Path tool() throws IOException, InterruptedException {
        String named = System.getenv("WINDROSE_H2SPEC");
        if (named != null) {
            return Path.of(named);
        }
        Path folder = cache().resolve("windrose").resolve("h2spec-" + VERSION);
        Path tool = folder.resolve("h2spec");
        if (!Files.isExecutable(tool)) {
            build(folder, tool);
        }
        return tool;
    }

    private static Path cache() {
        String named = System.getenv("XDG_CACHE_HOME");
        return named == null || named.isEmpty() ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(named);
    }

    private static void build(Path folder, Path tool) throws IOException, InterruptedException {
        String go = go().orElseThrow(() -> new IllegalStateException(
                "h2spec: not there, and no Go to build it with (expected: the command go on the"
                        + " path, such as by apt-get install golang-go; or WINDROSE_H2SPEC=/path/to/h2spec)"));
        Files.createDirectories(folder);
        for (String file : List.of("go.mod", "go.sum")) {
            Path source = SourceTree.root().resolve("verification/h2spec").resolve(file);
            Files.copy(source, folder.resolve(file), StandardCopyOption.REPLACE_EXISTING);
        }
        Path made = folder.resolve("h2spec.new");
        Run run = run(
                folder,
                Map.of("GOFLAGS", "-mod=mod", "GOTOOLCHAIN", "local"),
                List.of(go, "build", "-o", made.toString(), PACKAGE),
                BUILD_MINUTES);
        if (run.exit() != 0) {
            throw new IllegalStateException("h2spec: go build failed (expected: access to Go's module proxy; or"
                    + " WINDROSE_H2SPEC=/path/to/h2spec):\n" + run.output());
        }
        Files.move(made, tool, StandardCopyOption.ATOMIC_MOVE);
    }

    private static Optional<String> go() {
        String path = String.valueOf(System.getenv("PATH"));
        return Stream.concat(Stream.of(path.split(":")), Stream.of("/usr/local/go/bin", "/usr/lib/go/bin"))
                .map(folder -> Path.of(folder, "go"))
                .filter(Files::isExecutable)
                .map(Path::toString)
                .findFirst();
    }

    /** What a command said and how it ended. */
    record Run(int exit, String output) {}

    static Run run(Path folder, Map<String, String> environment, List<String> command, long minutes)
            throws IOException, InterruptedException {
        Path output = Files.createTempFile("h2spec", ".txt");
        try {
            ProcessBuilder builder = new ProcessBuilder(new ArrayList<>(command))
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile());
            builder.environment().putAll(environment);
            Process process = builder.start();
            boolean ended = process.waitFor(minutes, TimeUnit.MINUTES);
            process.destroyForcibly();
            return new Run(ended ? process.waitFor() : -1, Files.readString(output));
        } finally {
            Files.delete(output);
        }
    }
}
