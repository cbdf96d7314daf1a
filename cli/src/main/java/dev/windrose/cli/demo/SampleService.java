package dev.windrose.cli.demo;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A service that says who it is and what reached it. */
final class SampleService implements AutoCloseable {
    /** Tells which service answered. */
    static final String SERVED_BY = "X-Served-By";

    static {
        // Otherwise each answer waits 40 ms for the client's delayed acknowledgement: the JDK's server sends head and
        // body apart.
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    private final String name;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    /** Listens on a free port of the loopback address. */
    SampleService(String name) throws IOException {
        this.name = name;
        this.server = HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 128);
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
    }

    int port() {
        return server.getAddress().getPort();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            exchange.getRequestBody().readAllBytes();
            String text = "Hello from " + name + ". I was asked for " + exchange.getRequestMethod() + " "
                    + exchange.getRequestURI() + " and see these headers:\n";
            StringBuilder body = new StringBuilder(text);
            exchange.getRequestHeaders()
                    .forEach((header, values) -> body.append("  ")
                            .append(header)
                            .append(": ")
                            .append(String.join(", ", values))
                            .append('\n'));
            byte[] bytes = body.toString().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set(SERVED_BY, name);
            exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
            exchange.sendResponseHeaders(200, exchange.getRequestMethod().equals("HEAD") ? -1 : bytes.length);
            if (!exchange.getRequestMethod().equals("HEAD")) {
                exchange.getResponseBody().write(bytes);
            }
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
