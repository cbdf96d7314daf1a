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
import dev.windrose.dataplane.explain.Answer;
import dev.windrose.dataplane.explain.Asked;
import dev.windrose.engine.snapshot.Compiler;
import dev.windrose.engine.snapshot.FilterRegistry;
import dev.windrose.engine.snapshot.Snapshot;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** {@code windrose explain}: why a request, or a connection, goes where it goes. */
final class ExplainCommand implements Command {
    private static final String USUAL_FORM = "text";
    private static final Synopsis SYNOPSIS = new Synopsis(
            "explain",
            "[DIR|FILE]... REQUEST",
            1,
            Synopsis.MANY,
            "Says where a request or connection goes: listener, rule, filters, destination, policies; why other rules lost;"
                    + " and what is written but keeps out: listeners in conflict, routes not attached, grants missing.\n"
                    + "REQUEST is 'METHOD URL' or a URL, grpc://HOST/SERVICE/METHOD (grpcs:// over TLS), tls://NAME:PORT,"
                    + " tcp://:PORT or udp://:PORT. Exit code 1 if nothing takes it.",
            List.of(
                    Option.many("-H", "HEADER", "A header of the request: 'name: value'. May be repeated."),
                    Option.choice(List.of("-o", "--output"), "FORM", List.of("text", "json"), "text or json.")
                            .withDefault(USUAL_FORM),
                    Option.value(
                                    "--from",
                                    "NAMESPACE",
                                    "Asks for clients of a mesh in a namespace; the host of REQUEST is a Service.")
                            .withDefault("a gateway, else the Service's own namespace"),
                    Option.value("--admin", "URL", "Asks a running gateway instead of reading documents.")),
            List.of(
                    "windrose explain gateway/ 'GET https://api.example.com/v1/users/7'",
                    "windrose explain gateway/ 'GET http://localhost:8080/' -H 'x-version: beta'",
                    "windrose explain gateway/ grpc://localhost:8080/shop.v1.Orders/Watch",
                    "windrose explain gateway/ tls://db.example.com:5432",
                    "windrose explain gateway/ udp://:53 -o json",
                    "windrose explain gateway/ 'GET http://users.production:8080/v1' --from shop",
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
        String from = words.value("--from");
        String request = arguments.getLast();
        List<Path> paths = arguments.subList(0, arguments.size() - 1).stream()
                .map(Path::of)
                .toList();
        boolean json = words.value("--output", USUAL_FORM).equals("json");
        if (admin != null) {
            if (!paths.isEmpty()) {
                throw new UsageException("--admin: beside documents (expected: one or the other)");
            }
            return ask(admin, request, headers, from, json);
        }
        if (paths.isEmpty()) {
            throw new UsageException("documents: none (expected: a folder or files before the request, or --admin)");
        }
        return read(paths, Asked.of(request, headers), from, json);
    }

    private int read(List<Path> paths, Asked asked, @Nullable String from, boolean json) {
        Configuration configuration = new FileConfiguration(paths).read();
        for (Note note : configuration.notes()) {
            terminal.err().println(note.text());
        }
        Snapshot snapshot = Compiler.compile(configuration.model(), Snapshot.EMPTY, FilterRegistry.load())
                .snapshot();
        Answer answer = configuration.written().answer(asked, from, snapshot);
        JsonMapper mapper =
                JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
        terminal.out().print(json ? mapper.writeValueAsString(answer.tree()) + "\n" : answer.text());
        terminal.out().flush();
        return answer.isTaken() ? 0 : 1;
    }

    private int ask(String address, String request, List<String> headers, @Nullable String from, boolean json)
            throws IOException, InterruptedException {
        StringBuilder query = new StringBuilder("?request=").append(URLEncoder.encode(request, StandardCharsets.UTF_8));
        for (String header : headers) {
            query.append("&header=").append(URLEncoder.encode(header, StandardCharsets.UTF_8));
        }
        if (from != null) {
            query.append("&from=").append(URLEncoder.encode(from, StandardCharsets.UTF_8));
        }
        JsonNode answer = AdminClient.at(address).json("/explain" + query);
        terminal.out()
                .print(
                        json
                                ? answer.toPrettyString() + "\n"
                                : answer.path("text").asString(""));
        terminal.out().flush();
        return answer.path("taken").asBoolean(false) ? 0 : 1;
    }
}
