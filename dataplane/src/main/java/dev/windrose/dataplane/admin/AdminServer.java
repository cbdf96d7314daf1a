package dev.windrose.dataplane.admin;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.windrose.dataplane.metrics.Metrics;
import dev.windrose.dataplane.metrics.MetricsRegistry;
import dev.windrose.dataplane.metrics.TextWriter;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Serves the admin endpoints, each request on a virtual thread. */
public final class AdminServer implements AutoCloseable {
    /** The usual port, on the loopback address. */
    public static final int PORT = 15_000;

    /** A request to explain, with headers; longer ones are refused. */
    private static final int MAX_QUERY = 16 * 1024;
    /** Only a level is ever sent. */
    private static final int MAX_BODY = 1024;
    /** Answers are made in memory, so only a few at a time. */
    private static final int MAX_CONCURRENT = 16;

    /** Seconds until a request must be there as a whole; the server takes it from nowhere else. */
    private static final String SLOWEST = "10";

    static {
        System.setProperty("sun.net.httpserver.maxReqTime", SLOWEST);
    }

    private static final Set<String> READ = Set.of("GET", "HEAD");
    private static final Set<String> LEVELS = Set.of("trace", "debug", "info", "warn", "error", "off");
    private static final Logger LOG = LoggerFactory.getLogger(AdminServer.class);

    private final AdminSource source;
    private final MetricsRegistry registry;
    private final Views views;
    private final Page page = Page.load();
    private final Semaphore permits = new Semaphore(MAX_CONCURRENT);
    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    /** Binds; {@link #start} serves. Throws {@link IOException} if the address is in use or not allowed. */
    public AdminServer(InetSocketAddress address, AdminSource source, MetricsRegistry registry, Metrics metrics)
            throws IOException {
        this.source = source;
        this.registry = registry;
        this.views = new Views(source, metrics);
        this.server = HttpServer.create(address, 64);
        server.setExecutor(threads);
        server.createContext("/", this::serve);
    }

    public AdminServer start() {
        server.start();
        return this;
    }

    /** Where it listens: the port that was picked if 0 was asked for. */
    public InetSocketAddress address() {
        return server.getAddress();
    }

    /** Stops at once. */
    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            AdminPath path = AdminPath.of(exchange.getRequestURI().getPath());
            if (path != null && path.isProbe()) {
                dispatch(exchange, path);
            } else if (!takeBody(exchange)) {
                Reply.problem(exchange, 413, "body: (expected: at most " + MAX_BODY + " bytes)");
            } else if (permits.tryAcquire()) {
                try {
                    dispatch(exchange, path);
                } finally {
                    permits.release();
                }
            } else {
                Reply.problem(exchange, 503, "busy (expected: at most " + MAX_CONCURRENT + " requests at a time)");
            }
        } catch (RuntimeException e) {
            LOG.warn("admin: {} failed", exchange.getRequestURI().getPath(), e);
        }
    }

    /** Before a permit is taken, so that those who send slowly keep nobody else out. False if the body is too long. */
    private static boolean takeBody(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readNBytes(MAX_BODY + 1);
        exchange.setStreams(new ByteArrayInputStream(body), null);
        return body.length <= MAX_BODY;
    }

    private void dispatch(HttpExchange exchange, @Nullable AdminPath path) throws IOException {
        String refusal = RequestGuard.refusal(exchange);
        if (refusal != null) {
            Reply.problem(exchange, 403, refusal);
            return;
        }
        if (path == null) {
            Reply.problem(exchange, 404, "not found (expected: one of " + AdminPath.list() + ")");
        } else if (!path.methods().contains(exchange.getRequestMethod())) {
            exchange.getResponseHeaders().set("Allow", String.join(", ", path.methods()));
            Reply.problem(
                    exchange, 405, "method: " + exchange.getRequestMethod() + " (expected: " + path.methods() + ")");
        } else {
            answer(exchange, path);
        }
    }

    private void answer(HttpExchange exchange, AdminPath path) throws IOException {
        try {
            handle(exchange, path);
        } catch (IllegalArgumentException e) {
            Reply.problem(exchange, 400, String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            LOG.warn("admin: {} failed", exchange.getRequestURI().getPath(), e);
            if (exchange.getResponseCode() < 0) {
                Reply.problem(exchange, 500, "internal error, see the log");
            }
        }
    }

    private void handle(HttpExchange exchange, AdminPath path) throws IOException {
        switch (path) {
            case PAGE -> page(exchange);
            case HEALTH -> Reply.text(exchange, 200, "ok\n");
            case READY -> ready(exchange);
            case METRICS -> metrics(exchange);
            case STATS -> Reply.json(exchange, 200, views.stats());
            case STATUS -> Reply.json(exchange, 200, source.documents());
            case CONFIG -> Reply.json(exchange, 200, views.config());
            case CERTIFICATES -> Reply.json(exchange, 200, views.certificates());
            case CLUSTERS -> Reply.json(exchange, 200, views.clusters());
            case EXPLAIN -> explain(exchange);
            case DRAIN -> drain(exchange);
            case LOG_LEVEL -> logLevel(exchange);
        }
    }

    private void page(HttpExchange exchange) throws IOException {
        exchange.getResponseHeaders().set("Content-Security-Policy", page.policy());
        exchange.getResponseHeaders().set("Referrer-Policy", "no-referrer");
        Reply.bytes(exchange, 200, "text/html; charset=utf-8", page.html());
    }

    private void ready(HttpExchange exchange) throws IOException {
        boolean ready = source.isReady();
        Reply.text(exchange, ready ? 200 : 503, ready ? "ready\n" : "not ready\n");
    }

    private void metrics(HttpExchange exchange) throws IOException {
        Reply.stream(exchange, 200, TextWriter.CONTENT_TYPE, 0, registry::write);
    }

    private void explain(HttpExchange exchange) throws IOException {
        List<String> requests = parameters(exchange, "request");
        if (requests.size() != 1) {
            throw new IllegalArgumentException("request: (expected: once, such as GET https://api.example.com/)");
        }
        List<String> from = parameters(exchange, "from");
        Reply.json(
                exchange,
                200,
                source.explain(
                        requests.getFirst(), parameters(exchange, "header"), from.isEmpty() ? null : from.getFirst()));
    }

    private void drain(HttpExchange exchange) throws IOException {
        // The answer first: without connections, the end may come sooner than the answer would.
        Reply.json(exchange, 202, Map.of("draining", true));
        source.drain();
    }

    private void logLevel(HttpExchange exchange) throws IOException {
        if (!READ.contains(exchange.getRequestMethod())) {
            String level = newLevel(exchange).toLowerCase(Locale.ROOT);
            if (!LEVELS.contains(level)) {
                throw new IllegalArgumentException("level: (expected: trace, debug, info, warn, error or off)");
            }
            source.logLevel(level);
        }
        Reply.json(exchange, 200, Map.of("level", source.logLevel()));
    }

    /** From the query, else the body as plain text. */
    private static String newLevel(HttpExchange exchange) throws IOException {
        List<String> levels = parameters(exchange, "level");
        if (!levels.isEmpty()) {
            return levels.getFirst();
        }
        return new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8).strip();
    }

    private static List<String> parameters(HttpExchange exchange, String name) {
        String query = exchange.getRequestURI().getRawQuery();
        List<String> values = new ArrayList<>();
        if (query == null) {
            return values;
        }
        if (query.length() > MAX_QUERY) {
            throw new IllegalArgumentException("query: (expected: at most " + MAX_QUERY + " characters)");
        }
        for (String pair : query.split("&", -1)) {
            int equals = pair.indexOf('=');
            if (equals > 0 && pair.substring(0, equals).equals(name)) {
                values.add(URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
            }
        }
        return values;
    }
}
