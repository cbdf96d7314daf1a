package dev.windrose.cli.demo;

import dev.windrose.cli.line.Command;
import dev.windrose.cli.line.Option;
import dev.windrose.cli.line.Synopsis;
import dev.windrose.cli.line.Words;
import dev.windrose.dataplane.Dataplane;
import dev.windrose.dataplane.FileConfiguration;
import dev.windrose.dataplane.LogLevel;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** {@code windrose demo}: the whole thing in one process, from files to answers. */
public final class Demo implements Command {
    private static final Synopsis SYNOPSIS = new Synopsis(
            "demo",
            "",
            0,
            0,
            "Starts a gateway and three sample services, sends requests through it and tells what happened.",
            List.of(
                    Option.flag("--once", "Ends after the tour; exit code 0 only if all went as told."),
                    Option.value(
                            "--port",
                            "PORT",
                            "Where the gateway listens. Default: 8080, or a free port if it is taken.")),
            List.of("windrose demo", "windrose demo --once --port 9000"));

    /** The exit code of a tour that was cut short: 128 and the number of SIGINT, as shells count. */
    private static final int INTERRUPTED = 130;

    private static final int USUAL_PORT = 8080;
    private static final int USUAL_ADMIN_PORT = 15_000;

    private final PrintWriter out;
    private final LogLevel logLevel;
    private final Consumer<Runnable> onEnd;

    /** {@code onEnd} takes what is to be done when a signal asks for the end. */
    public Demo(PrintWriter out, LogLevel logLevel, Consumer<Runnable> onEnd) {
        this.out = out;
        this.logLevel = logLevel;
        this.onEnd = onEnd;
    }

    @Override
    public Synopsis synopsis() {
        return SYNOPSIS;
    }

    @Override
    public int run(Words words) throws IOException, InterruptedException {
        int port = words.number("--port", 0, 0, 65_535);
        // The tour tells what happens; the log would say it again between the lines.
        logLevel.set("warn");
        Path folder = Files.createTempDirectory("windrose-demo-");
        Ending ending = new Ending();
        onEnd.accept(ending);
        try (SampleService usersV1 = new SampleService("users-v1");
                SampleService usersV2 = new SampleService("users-v2");
                SampleService pages = new SampleService("pages")) {
            int http = port > 0 ? port : freePort(USUAL_PORT);
            DemoDocuments.Ports ports =
                    new DemoDocuments.Ports(http, freePort(0), usersV1.port(), usersV2.port(), pages.port());
            return run(new DemoDocuments(folder), ports, words.has("--once"), ending);
        } catch (IOException | InterruptedException | RuntimeException e) {
            if (ending.isAsked()) {
                return INTERRUPTED;
            }
            throw e;
        } finally {
            ending.settle();
            delete(folder);
        }
    }

    private int run(DemoDocuments documents, DemoDocuments.Ports ports, boolean once, Ending ending)
            throws IOException, InterruptedException {
        SelfSigned certificate = SelfSigned.make(documents.folder());
        documents.write(ports, certificate);
        List<Path> folder = List.of(documents.folder());
        InetSocketAddress admin = new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), freePort(USUAL_ADMIN_PORT));
        Dataplane.Options options =
                new Dataplane.Options(Runtime.getRuntime().availableProcessors(), admin, null, null, logLevel);
        try (Dataplane dataplane = Dataplane.assemble(options, new FileConfiguration(folder), folder);
                HttpClient client = client(certificate)) {
            String http = "http://127.0.0.1:" + ports.http();
            out.println("A gateway is up, on three sample services and the documents in " + documents.folder());
            out.println("  gateway: " + http + "/");
            out.println("  admin:   http://127.0.0.1:" + admin.getPort() + "/");
            out.println();
            String https = certificate == null ? null : "https://localhost:" + ports.https();
            int failures = new Tour(out, documents, http, client).run(https);
            out.println();
            if (!once) {
                stayUp(dataplane, documents.folder(), http, ending);
            }
            return failures == 0 ? 0 : 1;
        }
    }

    static HttpClient client(@Nullable SelfSigned certificate) {
        HttpClient.Builder builder = HttpClient.newBuilder()
                .connectTimeout(Duration.ofSeconds(5))
                .followRedirects(HttpClient.Redirect.NEVER);
        return certificate == null
                ? builder.build()
                : builder.sslContext(certificate.client()).build();
    }

    private void stayUp(Dataplane dataplane, Path folder, String http, Ending ending) throws InterruptedException {
        out.println("What to look at next:");
        out.println("  " + http + "/v1/users/7      the gateway; also with curl -H 'x-version: beta'");
        InetSocketAddress admin = dataplane.adminAddress();
        if (admin != null) {
            String base = "http://127.0.0.1:" + admin.getPort();
            out.println("  " + base + "/               listeners, routes, backends and live rates");
            out.println("  " + base + "/metrics        what Prometheus reads");
        }
        out.println("  " + folder.resolve("routes.yaml") + "   edit it, and see the change at once");
        out.println();
        out.println("Ctrl-C ends it.");
        ending.is(dataplane::stop);
        dataplane.awaitStop();
        dataplane.drain(Duration.ofSeconds(5));
    }

    /** The preferred port if nobody has it, else any. 0 prefers none. */
    static int freePort(int preferred) throws IOException {
        try (ServerSocket socket = new ServerSocket(preferred)) {
            return socket.getLocalPort();
        } catch (java.net.BindException e) {
            if (preferred == 0) {
                throw e;
            }
            return freePort(0);
        }
    }

    static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
