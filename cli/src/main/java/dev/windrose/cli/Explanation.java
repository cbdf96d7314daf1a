package dev.windrose.cli;

import java.nio.file.Path;
import java.util.List;

/** Explains a request by the documents. */
final class Explanation {
    private Explanation() {}

    static int print(Terminal terminal, List<Path> paths, String request, List<String> headers) {
        throw new UsageException("explain: " + request + " " + headers + " " + paths + " (expected: a later build)");
    }
}
