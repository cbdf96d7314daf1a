package dev.windrose.cli.demo;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Sends requests through the gateway and tells of each what was promised and what came. */
final class Tour {
    /** Many enough that ten percent cannot be mistaken: 30 are expected, and 8 to 60 come but in one of a hundred thousand tours. */
    private static final int CANARY_REQUESTS = 300;

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final PrintWriter out;
    private final DemoDocuments documents;
    private final String http;
    private final HttpClient client;
    private int failures;

    /** {@code http} is the gateway's address, such as {@code http://127.0.0.1:8080}. */
    Tour(PrintWriter out, DemoDocuments documents, String http, HttpClient client) {
        this.out = out;
        this.documents = documents;
        this.http = http;
        this.client = client;
    }

    /** Returns how many promises were not kept. {@code https} is null without TLS. */
    int run(@Nullable String https) throws IOException, InterruptedException {
        byPath();
        byHeader();
        canary();
        rewrite();
        redirect();
        if (https != null) {
            overTls(https);
        }
        unknownPath();
        edit();
        return failures;
    }

    private void byPath() throws IOException, InterruptedException {
        HttpResponse<String> response = get(http + "/v1/users/7");
        told(
                "a route by path",
                "GET /v1/users/7",
                response.statusCode() == 200 && by(response).startsWith("users-"),
                answer(response));
    }

    private void byHeader() throws IOException, InterruptedException {
        HttpResponse<String> response = get(http + "/v1/users/7", "x-version", "beta");
        told(
                "a route by header",
                "GET /v1/users/7 with x-version: beta",
                by(response).equals("users-v2"),
                answer(response));
    }

    private void canary() throws IOException, InterruptedException {
        int fresh = 0;
        for (int i = 0; i < CANARY_REQUESTS; i++) {
            fresh += by(get(http + "/v1/users/" + i)).equals("users-v2") ? 1 : 0;
        }
        told(
                "a canary of 10 %",
                CANARY_REQUESTS + " × GET /v1/users/…",
                fresh >= 8 && fresh <= 60,
                (CANARY_REQUESTS - fresh) + " by users-v1, " + fresh + " by users-v2");
    }

    private void rewrite() throws IOException, InterruptedException {
        HttpResponse<String> response = get(http + "/docs/start?page=2");
        boolean kept = response.body().contains("GET /pages/start?page=2")
                && response.headers().firstValue("x-demo").orElse("").equals("docs");
        told(
                "a rewritten path, a set header",
                "GET /docs/start?page=2",
                kept,
                answer(response) + " was asked for /pages/start?page=2");
    }

    private void redirect() throws IOException, InterruptedException {
        HttpResponse<String> response = get(http + "/users");
        String location = response.headers().firstValue("location").orElse("no Location");
        told(
                "a redirect",
                "GET /users",
                response.statusCode() == 301 && location.endsWith("/v1/users"),
                response.statusCode() + " to " + location);
    }

    private void overTls(String https) throws IOException, InterruptedException {
        HttpResponse<String> response = get(https + "/v1/users/7");
        String protocol = response.version() == HttpClient.Version.HTTP_2 ? "HTTP/2" : "HTTP/1.1";
        told(
                "the same over TLS",
                "GET " + https + "/v1/users/7",
                response.statusCode() == 200,
                answer(response) + ", " + protocol);
    }

    private void unknownPath() throws IOException, InterruptedException {
        HttpResponse<String> response = get(http + "/nowhere");
        String type = response.headers().firstValue("content-type").orElse("no type");
        told(
                "an unknown path",
                "GET /nowhere",
                response.statusCode() == 404 && type.startsWith("application/problem+json"),
                response.statusCode() + " " + type + ": " + response.body().strip());
    }

    /** Under steady requests the file changes; from some moment on, only the new version answers, and no request fails meanwhile. */
    private void edit() throws IOException, InterruptedException {
        AtomicInteger sent = new AtomicInteger();
        AtomicInteger failed = new AtomicInteger();
        AtomicBoolean ended = new AtomicBoolean();
        Thread load = Thread.ofVirtual().start(() -> {
            while (!ended.get()) {
                sent.incrementAndGet();
                if (!succeeds()) {
                    failed.incrementAndGet();
                }
            }
        });
        long start = System.nanoTime();
        documents.canary(100);
        boolean took = awaitNewVersion(start);
        long millis = Duration.ofNanos(System.nanoTime() - start).toMillis();
        ended.set(true);
        load.join(PATIENCE);
        told(
                "an edit of routes.yaml",
                "all weight to users-v2, under load",
                took && failed.get() == 0,
                (took ? "in effect after " + millis + " ms" : "not in effect") + "; " + sent + " requests meanwhile, "
                        + failed + " failed");
    }

    private boolean succeeds() {
        try {
            return get(http + "/v1/users/7").statusCode() == 200;
        } catch (IOException _) {
            return false;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private boolean awaitNewVersion(long start) throws IOException, InterruptedException {
        // With nine of ten at the old version, forty in a row by the new one are no chance.
        int inARow = 0;
        while (inARow < 40 && System.nanoTime() - start < PATIENCE.toNanos()) {
            inARow = by(get(http + "/v1/users/7")).equals("users-v2") ? inARow + 1 : 0;
        }
        return inARow == 40;
    }

    private HttpResponse<String> get(String url, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url))
                .version(url.startsWith("https:") ? HttpClient.Version.HTTP_2 : HttpClient.Version.HTTP_1_1)
                .timeout(PATIENCE);
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), BodyHandlers.ofString());
    }

    private static String by(HttpResponse<String> response) {
        return response.headers().firstValue(SampleService.SERVED_BY).orElse("nobody");
    }

    private static String answer(HttpResponse<String> response) {
        return response.statusCode() + " by " + by(response);
    }

    private void told(String promise, String request, boolean kept, String came) {
        failures += kept ? 0 : 1;
        out.printf("  %-6s %-32s %s%n         → %s%n", kept ? "ok" : "FAILED", promise, request, came);
    }
}
