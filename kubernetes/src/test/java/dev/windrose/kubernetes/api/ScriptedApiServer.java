package dev.windrose.kubernetes.api;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * An API server that does what a test says, over real sockets: it holds objects, lists them, keeps each watch open until the test sends to it or
 * ends it, and answers as scripted where the test scripts an answer. Nothing that is written changes what it holds, Leases apart.
 */
public final class ScriptedApiServer implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Pattern COLLECTION = Pattern.compile("(/api/v1|/apis/[^/]+/[^/]+)(/namespaces/[^/]+)?/[a-z]+");
    private static final JsonMapper JSON = new JsonMapper();
    private static final TypeReference<LinkedHashMap<String, Object>> TREE = new TypeReference<>() {};

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final String prefix;
    private final Map<String, Map<String, Object>> objects = new TreeMap<>();
    private final Map<String, Deque<Reply>> scripts = new HashMap<>();
    private final List<Call> calls = new ArrayList<>();
    private final List<Stream> streams = new ArrayList<>();
    private String cluster = "one";
    private long version = 100;

    /** A request as it came; {@code method} is WATCH for a watch. */
    public record Call(String method, String path, Map<String, String> query, String type, Map<String, Object> body) {
        boolean is(String wanted) {
            return (method + " " + path).equals(wanted);
        }
    }

    /** An answer that a test wants. */
    public record Reply(int status, Map<String, String> headers, Map<String, Object> body) {
        public static Reply status(int status, String message) {
            return new Reply(status, Map.of(), failure(status, message));
        }

        public static Reply ok(Map<String, Object> body) {
            return new Reply(200, Map.of(), body);
        }

        public Reply with(String header, String value) {
            return new Reply(status, Map.of(header, value), body);
        }
    }

    /** An open watch. */
    public static final class Stream {
        private final Call call;
        private final HttpExchange exchange;
        private final CountDownLatch over = new CountDownLatch(1);
        private boolean taken;
        private volatile boolean cut;

        private Stream(Call call, HttpExchange exchange) {
            this.call = call;
            this.exchange = exchange;
        }

        /** A parameter of its request. */
        public String parameter(String name) {
            return call.query().getOrDefault(name, "");
        }

        public void send(String type, Map<String, Object> object) throws IOException {
            OutputStream out = exchange.getResponseBody();
            out.write(JSON.writeValueAsBytes(Map.of("type", type, "object", object)));
            out.write('\n');
            out.flush();
        }

        /** All changes up to a version have been told. */
        public void bookmark(String version) throws IOException {
            send("BOOKMARK", Map.of("metadata", Map.of("resourceVersion", version)));
        }

        /** As a server does after the time that was asked for. */
        public void end() throws IOException {
            exchange.getResponseBody().close();
            over.countDown();
        }

        /** As a network does. */
        public void cut() {
            cut = true;
            over.countDown();
        }
    }

    private ScriptedApiServer(String prefix) throws IOException {
        this.prefix = prefix;
        this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    public static ScriptedApiServer start() throws IOException {
        return new ScriptedApiServer("");
    }

    /** Answers below a path only, as a proxy of several clusters does. */
    public static ScriptedApiServer below(String prefix) throws IOException {
        return new ScriptedApiServer(prefix);
    }

    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + prefix;
    }

    /** Writes a kubeconfig that leads here. */
    public Path kubeconfig(Path folder) throws IOException {
        return Files.writeString(folder.resolve("kubeconfig"), """
                apiVersion: v1
                kind: Config
                clusters: [{name: c, cluster: {server: "%s"}}]
                users: [{name: u, user: {token: t}}]
                contexts: [{name: x, context: {cluster: c, user: u, namespace: system}}]
                current-context: x
                """.formatted(url()));
    }

    /** Another uid of {@code kube-system}: another cluster. */
    public synchronized void become(String uid) {
        cluster = uid;
    }

    /** Holds an object from now on, without telling any watch. Gives it as it is held: with a new version. */
    public synchronized Map<String, Object> hold(String path, Map<String, Object> object) {
        Map<String, Object> held = new LinkedHashMap<>(object);
        Map<String, Object> metadata = new LinkedHashMap<>(Trees.map(object, "metadata"));
        metadata.put("resourceVersion", String.valueOf(++version));
        held.put("metadata", metadata);
        objects.put(path, held);
        return held;
    }

    public synchronized void drop(String path) {
        objects.remove(path);
    }

    public synchronized void dropAll() {
        objects.clear();
    }

    /**
     * Answers requests in turn, and then as without a script.
     *
     * @param request such as {@code PATCH /api/v1/services/a} or {@code WATCH /api/v1/services}
     */
    public synchronized void answer(String request, Reply... replies) {
        scripts.computeIfAbsent(request, _ -> new ArrayDeque<>()).addAll(List.of(replies));
    }

    /** Which kinds a version of the API has. */
    public void serve(String apiVersion, Resource... kinds) {
        List<Map<String, Object>> resources = new ArrayList<>();
        for (Resource kind : kinds) {
            resources.add(Map.of("name", kind.plural(), "kind", kind.kind(), "namespaced", kind.namespaced()));
        }
        hold(Resource.root(apiVersion), Map.of("kind", "APIResourceList", "resources", resources));
    }

    public synchronized List<Call> calls(String request) {
        return calls.stream().filter(call -> call.is(request)).toList();
    }

    /** All that would change something, Leases apart. */
    public synchronized List<Call> writes() {
        return calls.stream()
                .filter(call -> !call.method().equals("GET") && !call.method().equals("WATCH"))
                .filter(call -> !call.path().contains("/leases"))
                .toList();
    }

    /** Waits for as many of a request. */
    public List<Call> await(String request, int count) throws InterruptedException {
        awaitThat(request + " times " + count, () -> calls(request).size() >= count);
        return calls(request);
    }

    /** The next watch of a collection that no test has taken yet. */
    public synchronized Stream watch(String path) throws InterruptedException {
        awaitThat("WATCH " + path, () -> untaken(path) != null);
        Stream stream = untaken(path);
        if (stream == null) {
            throw new IllegalStateException(path);
        }
        stream.taken = true;
        return stream;
    }

    private @Nullable Stream untaken(String path) {
        return streams.stream()
                .filter(each -> !each.taken && each.call.path().equals(path))
                .findFirst()
                .orElse(null);
    }

    private synchronized void awaitThat(String what, BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            long left = (end - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                throw new AssertionError("no " + what + " within " + PATIENCE + ", but " + calls);
            }
            wait(left);
        }
    }

    private void handle(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        Map<String, String> query = query(exchange.getRequestURI().getRawQuery());
        byte[] body = exchange.getRequestBody().readAllBytes();
        String method = query.containsKey("watch") ? "WATCH" : exchange.getRequestMethod();
        String type = String.valueOf(exchange.getRequestHeaders().getFirst("Content-Type"));
        Call call = new Call(
                method,
                path.startsWith(prefix) ? path.substring(prefix.length()) : "outside" + path,
                query,
                type,
                body.length == 0 ? Map.of() : JSON.readValue(body, TREE));
        Reply reply = take(call);
        if (reply == null) {
            hang(call, exchange);
        } else {
            reply.headers().forEach(exchange.getResponseHeaders()::set);
            byte[] text = JSON.writeValueAsBytes(reply.body());
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(reply.status(), text.length);
            exchange.getResponseBody().write(text);
            exchange.close();
        }
    }

    private static Map<String, String> query(String raw) {
        Map<String, String> query = new LinkedHashMap<>();
        for (String each : raw == null ? new String[0] : raw.split("&")) {
            String[] parts = each.split("=", 2);
            query.put(parts[0], parts.length < 2 ? "" : URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
        }
        return query;
    }

    /** Null for a watch that is to be held open. */
    private synchronized @Nullable Reply take(Call call) {
        calls.add(call);
        notifyAll();
        Deque<Reply> script = scripts.get(call.method() + " " + call.path());
        if (script != null && !script.isEmpty()) {
            return script.removeFirst();
        }
        return switch (call.method()) {
            case "WATCH" -> null;
            case "GET" -> read(call.path(), call.query().getOrDefault("fieldSelector", ""));
            default -> written(call);
        };
    }

    private Reply read(String path, String selector) {
        Map<String, Object> held = objects.get(path);
        if (held != null) {
            return Reply.ok(held);
        }
        if (path.equals("/api/v1/namespaces/kube-system")) {
            return Reply.ok(Map.of("metadata", Map.of("name", "kube-system", "uid", cluster)));
        }
        return COLLECTION.matcher(path).matches() ? Reply.ok(list(path, selector)) : Reply.status(404, "not found");
    }

    private Map<String, Object> list(String path, String selector) {
        String plural = path.substring(path.lastIndexOf('/'));
        String root = path.substring(0, path.length() - plural.length());
        List<Map<String, Object>> items = new ArrayList<>();
        objects.forEach((key, object) -> {
            boolean here = key.startsWith(path + "/");
            boolean below = key.startsWith(root + "/namespaces/") && key.contains(plural + "/");
            String name = "metadata.name=" + Trees.text("", object, "metadata", "name");
            if ((here || below) && (selector.isEmpty() || selector.equals(name))) {
                items.add(object);
            }
        });
        return Map.of("metadata", Map.of("resourceVersion", String.valueOf(version)), "items", items);
    }

    private Reply written(Call call) {
        if (call.path().contains("/leases")) {
            String name = Trees.text("", call.body(), "metadata", "name");
            String path = call.path().endsWith("/leases") ? call.path() + "/" + name : call.path();
            String from = Trees.text("", call.body(), "metadata", "resourceVersion");
            if (!from.isEmpty() && !from.equals(Trees.text("", objects.get(path), "metadata", "resourceVersion"))) {
                return Reply.status(409, "modified");
            }
            hold(path, call.body());
        }
        return Reply.ok(call.body());
    }

    private void hang(Call call, HttpExchange exchange) throws IOException {
        exchange.sendResponseHeaders(200, 0);
        Stream stream = new Stream(call, exchange);
        // The client has its answer when the head is out, before there is anything to tell.
        exchange.getResponseBody().flush();
        synchronized (this) {
            streams.add(stream);
            notifyAll();
        }
        try {
            stream.over.await();
        } catch (InterruptedException _) {
            stream.cut = true;
        }
        if (stream.cut) {
            // The server answers an exception by closing the connection in the middle of the body.
            throw new IOException("cut");
        }
    }

    private static Map<String, Object> failure(int status, String message) {
        return Map.of("kind", "Status", "code", status, "message", message);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
