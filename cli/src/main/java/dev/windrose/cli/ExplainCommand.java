package dev.windrose.cli;

import dev.windrose.cli.line.Command;
import dev.windrose.cli.line.Option;
import dev.windrose.cli.line.Synopsis;
import dev.windrose.cli.line.Terminal;
import dev.windrose.cli.line.UsageException;
import dev.windrose.cli.line.Words;
import dev.windrose.dataplane.ConfigurationSource.Configuration;
import dev.windrose.dataplane.ConfigurationSource.Note;
import dev.windrose.dataplane.FileConfiguration;
import dev.windrose.dataplane.RequestLine;
import dev.windrose.engine.explain.Explanation;
import dev.windrose.engine.snapshot.Compiler;
import dev.windrose.engine.snapshot.FilterRegistry;
import dev.windrose.engine.snapshot.Snapshot;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** {@code windrose explain}: why a request goes where it goes. */
final class ExplainCommand implements Command {
    private static final Synopsis SYNOPSIS = new Synopsis(
            "explain",
            "[DIR|FILE]... REQUEST",
            1,
            Synopsis.MANY,
            "Says how a request would be routed: listener, rule, filters, destination, and why other rules lost.\n"
                    + "REQUEST is 'METHOD URL' or a URL.",
            List.of(
                    Option.many("-H", "HEADER", "A header of the request: 'name: value'. May be repeated."),
                    Option.value("--admin", "URL", "Asks a running gateway instead of reading documents.")),
            List.of(
                    "windrose explain gateway/ 'GET https://api.example.com/v1/users/7'",
                    "windrose explain gateway/ 'GET http://localhost:8080/' -H 'x-version: beta'",
                    "windrose explain --admin http://127.0.0.1:15000 'GET http://localhost:8080/'"));

    private final Terminal terminal;

    ExplainCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Synopsis synopsis() {
        return SYNOPSIS;
    }

    @Override
    public int run(Words words) throws IOException, InterruptedException {
        List<String> arguments = words.operands();
        List<String> headers = words.values("-H");
        String admin = words.value("--admin");
        String request = arguments.getLast();
        List<Path> paths = arguments.subList(0, arguments.size() - 1).stream()
                .map(Path::of)
                .toList();
        if (admin != null) {
            return ask(admin, request, headers);
        }
        if (paths.isEmpty()) {
            throw new UsageException("documents: none (expected: a folder or files before the request, or --admin)");
        }
        return read(paths, RequestLine.of(request, headers));
    }

    private int read(List<Path> paths, RequestLine request) {
        Configuration configuration = new FileConfiguration(paths).read();
        for (Note note : configuration.notes()) {
            terminal.err().println(note.text());
        }
        Snapshot snapshot = Compiler.compile(configuration.model(), Snapshot.EMPTY, FilterRegistry.load())
                .snapshot();
        Explanation explanation = request.explain(snapshot);
        terminal.out().print(explanation.text());
        terminal.out().flush();
        return explanation.rule() == null ? 1 : 0;
    }

    private int ask(String address, String request, List<String> headers) throws IOException, InterruptedException {
        StringBuilder query = new StringBuilder("?request=").append(URLEncoder.encode(request, StandardCharsets.UTF_8));
        for (String header : headers) {
            query.append("&header=").append(URLEncoder.encode(header, StandardCharsets.UTF_8));
        }
        JsonNode answer = AdminClient.at(address).json("/explain" + query);
        terminal.out().print(answer.path("text").asString(""));
        terminal.out().flush();
        return answer.has("rule") ? 0 : 1;
    }
}
