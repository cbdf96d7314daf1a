package dev.windrose.dataplane.edits;

import dev.windrose.dataplane.RawClient;
import dev.windrose.dataplane.TestCertificate;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntSupplier;
import javax.net.ssl.SSLContext;

/** Clients that ask all the time, each the next question when the last is answered. Whatever is not 200 is a failure. */
final class Load implements AutoCloseable {
    /** Every so many requests a client begins a new connection, so that accepting and handshakes are under test too. */
    private static final int REQUESTS_PER_CONNECTION = 50;

    private static final int STREAMS = 4;
    /** Between a client's answer and its next question: the load is constant, and leaves something of a small machine to the gateway. */
    private static final long PAUSE_NANOS = 1_000_000;

    private final List<String> paths;
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();
    private final AtomicLong requests = new AtomicLong();
    private final List<Thread> threads = new ArrayList<>();
    private final SSLContext tls = TestCertificate.trustAll();
    private volatile boolean ended;

    private interface Connector {
        RawClient connect(int port) throws IOException;
    }

    /** {@code paths} are asked for in turn. */
    Load(List<String> paths) {
        this.paths = paths;
    }

    long requests() {
        return requests.get();
    }

    Queue<String> failures() {
        return failures;
    }

    /** HTTP/1.1 in clear, with keep-alive. */
    void plain(int port) {
        start(() -> connections(RawClient::plain, () -> port));
    }

    /** HTTP/1.1 over TLS, with keep-alive. */
    void secure(int port) {
        start(() -> connections(at -> RawClient.secure(tls, at), () -> port));
    }

    /** HTTP/1.1 to a port that comes, goes and moves; 0 means that there is none. */
    void moving(IntSupplier port) {
        start(() -> connections(RawClient::plain, port));
    }

    /** HTTP/2 over TLS, several streams at a time. */
    void streams(int port) {
        start(() -> {
            while (!ended) {
                try (HttpClient client = HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_2)
                        .sslContext(tls)
                        .build()) {
                    for (int i = 0; i < REQUESTS_PER_CONNECTION && !ended; i++) {
                        round(client, port);
                    }
                }
            }
        });
    }

    private void start(Runnable client) {
        threads.add(Thread.ofPlatform().daemon().start(client));
    }

    private void round(HttpClient client, int port) {
        List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
        for (int i = 0; i < STREAMS; i++) {
            String path = nextPath();
            answers.add(client.sendAsync(
                    HttpRequest.newBuilder(URI.create("https://localhost:" + port + path))
                            .build(),
                    HttpResponse.BodyHandlers.ofString()));
        }
        for (CompletableFuture<HttpResponse<String>> answer : answers) {
            try {
                HttpResponse<String> got = answer.join();
                if (got.statusCode() != 200 || got.version() != HttpClient.Version.HTTP_2) {
                    failures.add("h2: " + got + " " + got.body());
                }
            } catch (RuntimeException e) {
                failures.add("h2: " + e);
            }
        }
    }

    private void connections(Connector connector, IntSupplier port) {
        while (!ended) {
            int at = port.getAsInt();
            if (at == 0) {
                LockSupport.parkNanos(PAUSE_NANOS);
            } else {
                connection(connector, at, port);
            }
        }
    }

    /** To a port that is just closing, a new connection may be refused or reset; one that was served must not. */
    private void connection(Connector connector, int at, IntSupplier port) {
        int answered = 0;
        try (RawClient client = connector.connect(at)) {
            while (answered < REQUESTS_PER_CONNECTION && !ended) {
                String path = nextPath();
                RawClient.Answer answer = client.get(path);
                if (answer.status() != 200) {
                    failures.add(path + " at " + at + ": " + answer.head() + answer.body());
                }
                answered++;
                if (answer.isLast()) {
                    return;
                }
            }
        } catch (IOException e) {
            if (answered > 0 || at == port.getAsInt()) {
                failures.add("port " + at + " after " + answered + " answers: " + e);
            }
        }
    }

    private String nextPath() {
        LockSupport.parkNanos(PAUSE_NANOS);
        return paths.get((int) (requests.getAndIncrement() % paths.size()));
    }

    @Override
    public void close() {
        ended = true;
        for (Thread thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
