package dev.windrose.cli.demo;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Runs a gateway in a process of its own as it will run later, so that its JVM can write down what that takes (JEP 514: the classes, JEP 515:
 * the hot methods). The requests come from this process: what a client takes is not to be remembered.
 */
public final class Rehearsal {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private Rehearsal() {}

    /** {@code gateway} is the command to which only {@code run} and its arguments are missing. Exit code 0 if everything was answered as told. */
    public static void main(String[] gateway) throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("windrose-rehearsal-");
        PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        int failures = 1;
        try (SampleService usersV1 = new SampleService("users-v1");
                SampleService usersV2 = new SampleService("users-v2");
                SampleService pages = new SampleService("pages")) {
            DemoDocuments.Ports ports = new DemoDocuments.Ports(
                    Demo.freePort(0), Demo.freePort(0), usersV1.port(), usersV2.port(), pages.port());
            failures = play(List.of(gateway), new DemoDocuments(folder), ports, out);
        } finally {
            Demo.delete(folder);
        }
        Runtime.getRuntime().halt(failures == 0 ? 0 : 1);
    }

    private static int play(List<String> gateway, DemoDocuments documents, DemoDocuments.Ports ports, PrintWriter out)
            throws IOException, InterruptedException {
        SelfSigned certificate = SelfSigned.make(documents.folder());
        documents.write(ports, certificate);
        String admin = "127.0.0.1:" + Demo.freePort(0);
        List<String> command = new ArrayList<>(gateway);
        command.addAll(List.of("run", documents.folder().toString(), "--admin", admin));
        Process process = new ProcessBuilder(command).inheritIO().start();
        try (HttpClient client = Demo.client(certificate)) {
            awaitReady(process, client, "http://" + admin);
            String https = certificate == null ? null : "https://localhost:" + ports.https();
            int failures = new Tour(out, documents, "http://127.0.0.1:" + ports.http(), client).run(https);
            for (String path : List.of("/healthz", "/metrics")) {
                failures += get(client, "http://" + admin + path) == 200 ? 0 : 1;
            }
            process.destroy();
            return process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS) ? failures + process.exitValue() : 1;
        } finally {
            process.destroyForcibly();
        }
    }

    private static void awaitReady(Process process, HttpClient client, String admin)
            throws IOException, InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                if (get(client, admin + "/readyz") == 200) {
                    return;
                }
            } catch (IOException e) {
                if (!process.isAlive() || System.nanoTime() > end) {
                    throw new IOException("the gateway did not get ready", e);
                }
            }
            if (process.waitFor(20, TimeUnit.MILLISECONDS)) {
                throw new IOException("the gateway ended at once: exit code " + process.exitValue());
            }
        }
    }

    private static int get(HttpClient client, String url) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url))
                .version(HttpClient.Version.HTTP_1_1)
                .timeout(PATIENCE)
                .build();
        return client.send(request, BodyHandlers.discarding()).statusCode();
    }
}
