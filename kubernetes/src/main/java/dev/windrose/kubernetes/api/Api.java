package dev.windrose.kubernetes.api;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Requests to one API server, answered while the caller waits; made for virtual threads. Safe for many of them. */
public final class Api implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final TypeReference<LinkedHashMap<String, Object>> TREE = new TypeReference<>() {};
    private static final JsonMapper JSON = new JsonMapper();

    private final KubernetesClient client;
    private final HttpClient http;
    private final URI server;

    private Api(KubernetesClient client) {
        this.client = client;
        this.http = client.getHttpClient();
        this.server = folder(client.getConfiguration().getMasterUrl());
    }

    /**
     * Connects with the credentials of a kubeconfig file; without one, as kubectl does, or as the account of the pod. Asks the server nothing yet.
     */
    public static Api connect(@Nullable Path kubeconfig) {
        Config config = kubeconfig == null ? Config.autoConfigure(null) : Config.fromKubeconfig(kubeconfig.toFile());
        // A watch is a stream of its own: one connection each cannot run out of streams.
        config.setHttp2Disable(true);
        // What is tried again, and when, is decided here.
        config.setRequestRetryBackoffLimit(0);
        config.setRequestTimeout((int) PATIENCE.toMillis());
        config.setUserAgent("windrose");
        return new Api(new KubernetesClientBuilder()
                .withConfig(config)
                .withHttpClientFactory(new JdkHttpClientFactory())
                .build());
    }

    /** Ends with a slash, so that paths are resolved below that of the server: a server may stand behind a proxy of several clusters. */
    private static URI folder(String url) {
        return URI.create(url.endsWith("/") ? url : url + "/");
    }

    /** The client itself, for what it does well: leases. */
    public KubernetesClient client() {
        return client;
    }

    /** Where the server is. */
    public URI server() {
        return server;
    }

    /** The namespace of the credentials; {@code default} if they name none. */
    public String namespace() {
        return Objects.requireNonNullElse(client.getConfiguration().getNamespace(), "default");
    }

    public Map<String, Object> get(String path) throws IOException {
        return get(path, "application/json");
    }

    /** An object or a list in one of the server's forms, such as its metadata only. */
    public Map<String, Object> get(String path, String accept) throws IOException {
        return answer(request(path).header("Accept", accept).build());
    }

    /**
     * Creates or changes.
     *
     * @param contentType of the body, which says what kind of patch it is
     */
    public Map<String, Object> send(String method, String path, String contentType, Map<String, ?> body)
            throws IOException {
        return answer(request(path)
                .header("Accept", "application/json")
                .method(method, contentType, JSON.writeValueAsString(body))
                .build());
    }

    public Map<String, Object> delete(String path) throws IOException {
        return send("DELETE", path, "application/json", Map.of());
    }

    /**
     * Receives changes until the server ends the stream, which is no failure. The consumer runs on a thread of the client, one call at a time.
     *
     * @param most how long the stream may last; the path asks the server for a shorter time
     */
    public void stream(String path, String accept, Duration most, Consumer<Map<String, Object>> changes)
            throws IOException {
        Lines lines = new Lines(line -> changes.accept(tree(line)));
        HttpRequest request =
                request(path).header("Accept", accept).forStreaming().build();
        HttpResponse<AsyncBody> response = await(
                http.consumeBytes(request, (buffers, body) -> {
                    buffers.forEach(lines::add);
                    body.consume();
                }),
                PATIENCE);
        AsyncBody body = response.body();
        if (!response.isSuccessful()) {
            body.cancel();
            throw new ApiFailure(response.code(), "watch refused", retryAfter(response));
        }
        try {
            body.consume();
            await(body.done(), most);
        } finally {
            body.cancel();
        }
    }

    private HttpRequest.Builder request(String path) {
        return http.newHttpRequestBuilder().uri(server.resolve(path.substring(1)));
    }

    private Map<String, Object> answer(HttpRequest request) throws IOException {
        HttpResponse<byte[]> response = await(http.sendAsync(request, byte[].class), PATIENCE);
        byte[] body = Objects.requireNonNullElse(response.body(), new byte[0]);
        if (!response.isSuccessful()) {
            throw new ApiFailure(response.code(), message(body), retryAfter(response));
        }
        return tree(body);
    }

    /** As the server's flow control says it: in whole seconds. */
    private static Duration retryAfter(HttpResponse<?> response) {
        String seconds = response.header("Retry-After");
        boolean told = seconds != null && seconds.matches("[0-9]{1,6}");
        return told ? Duration.ofSeconds(Integer.parseInt(seconds)) : Duration.ZERO;
    }

    private static String message(byte[] body) {
        try {
            return Trees.text("", tree(body), "message");
        } catch (JacksonException _) {
            return new String(body, StandardCharsets.UTF_8).strip();
        }
    }

    private static Map<String, Object> tree(byte[] json) {
        return json.length == 0 ? Map.of() : JSON.readValue(json, TREE);
    }

    private static <T> T await(CompletableFuture<T> future, Duration most) throws IOException {
        try {
            return future.get(most.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            Throwable cause = Objects.requireNonNullElse(e.getCause(), e);
            throw cause instanceof IOException io ? io : new IOException(cause);
        } catch (TimeoutException e) {
            future.cancel(true);
            throw new IOException("API server: no answer within " + most.toSeconds() + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            InterruptedIOException interrupted = new InterruptedIOException("interrupted");
            interrupted.initCause(e);
            throw interrupted;
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
