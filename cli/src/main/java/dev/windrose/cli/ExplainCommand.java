package dev.windrose.cli;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code windrose explain}: why a request goes where it goes. */
@Command(
        name = "explain",
        description =
                "Says how a request would be routed: listener, rule, filters, destination, and why other rules lost.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  windrose explain gateway/ 'GET https://api.example.com/v1/users/7'",
            "  windrose explain gateway/ 'GET http://localhost:8080/' -H 'x-version: beta'",
            "  windrose explain --admin http://127.0.0.1:15000 'GET http://localhost:8080/'"
        })
final class ExplainCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Parameters(
            arity = "1..*",
            paramLabel = "[DIR|FILE]... REQUEST",
            description = "Documents, and last the request: 'METHOD URL' or a URL.")
    private List<String> arguments = List.of();

    @Option(
            names = "-H",
            paramLabel = "HEADER",
            description = "A header of the request: 'name: value'. May be repeated.")
    private List<String> headers = List.of();

    @Option(names = "--admin", paramLabel = "URL", description = "Asks a running gateway instead of reading documents.")
    private @Nullable String admin;

    ExplainCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        String request = arguments.getLast();
        List<Path> paths = arguments.subList(0, arguments.size() - 1).stream()
                .map(Path::of)
                .toList();
        if (admin != null) {
            return ask(admin, request);
        }
        if (paths.isEmpty()) {
            throw new UsageException("documents: none (expected: a folder or files before the request, or --admin)");
        }
        return Explanation.print(terminal, paths, request, headers);
    }

    private int ask(String address, String request) throws IOException, InterruptedException {
        StringBuilder query = new StringBuilder("?request=").append(URLEncoder.encode(request, StandardCharsets.UTF_8));
        for (String header : headers) {
            query.append("&header=").append(URLEncoder.encode(header, StandardCharsets.UTF_8));
        }
        String base = address.contains("://") ? address : "http://" + address;
        URI uri = URI.create((base.endsWith("/") ? base.substring(0, base.length() - 1) : base) + "/explain" + query);
        try (HttpClient client =
                HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build()) {
            HttpResponse<String> response = client.send(
                    HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(10)).build(),
                    HttpResponse.BodyHandlers.ofString());
            terminal.out().println(response.body());
            return response.statusCode() == 200 ? 0 : 1;
        } catch (java.net.ConnectException e) {
            throw new IOException("--admin: " + address + " (expected: the admin address of a running gateway)", e);
        }
    }
}
