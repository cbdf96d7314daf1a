package dev.windrose.cli;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Asks the admin port of a running gateway. */
final class AdminClient {
    private final String address;
    private final String base;

    private AdminClient(String address, String base) {
        this.address = address;
        this.base = base;
    }

    /** {@code address} is a URL, a host and port, or a port, as the option {@code --admin} has it. */
    static AdminClient at(String address) {
        String url = address.contains("://")
                ? address
                : "http://" + HostPort.of("--admin", address, "127.0.0.1").text();
        return new AdminClient(address, url.endsWith("/") ? url.substring(0, url.length() - 1) : url);
    }

    /** What a path answers. Throws {@link IOException}, with what to do, if nobody answers there, or not a gateway, or not with 200. */
    JsonNode json(String path) throws IOException, InterruptedException {
        try (HttpClient client =
                HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build()) {
            HttpResponse<String> response = client.send(
                    HttpRequest.newBuilder(URI.create(base + path))
                            .timeout(Duration.ofSeconds(10))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            JsonNode answer = new JsonMapper().readTree(response.body());
            if (response.statusCode() != 200) {
                throw new IOException(answer.path("detail").asString("status " + response.statusCode()));
            }
            return answer;
        } catch (JacksonException | ConnectException e) {
            throw new IOException("--admin: " + address + " (expected: the admin address of a running gateway)", e);
        }
    }
}
