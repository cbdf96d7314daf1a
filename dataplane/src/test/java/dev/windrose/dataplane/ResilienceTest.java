package dev.windrose.dataplane;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.windrose.dataplane.RawClient.Answer;
import dev.windrose.model.Binding;
import dev.windrose.model.ClusterId;
import dev.windrose.model.ClusterSpec;
import dev.windrose.model.ClusterSpec.EndpointSpec;
import dev.windrose.model.ClusterSpec.Endpoints;
import dev.windrose.model.ConnectionPolicy;
import dev.windrose.model.Destination;
import dev.windrose.model.FilterSpec;
import dev.windrose.model.HostPattern;
import dev.windrose.model.ListenerId;
import dev.windrose.model.ListenerSpec;
import dev.windrose.model.Model;
import dev.windrose.model.Protocol;
import dev.windrose.model.RetrySpec;
import dev.windrose.model.RouteId;
import dev.windrose.model.RouteMatch;
import dev.windrose.model.RouteSpec;
import dev.windrose.model.RouteTableId;
import dev.windrose.model.RouteTableSpec;
import dev.windrose.model.RouteTableSpec.ListenerRoutes;
import dev.windrose.model.RouteTableSpec.VirtualHost;
import dev.windrose.model.RouteTimeouts;
import dev.windrose.model.Security;
import dev.windrose.model.SessionSpec;
import dev.windrose.model.SessionSpec.Carrier;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Retries, sessions and external authorization over real sockets. */
@Timeout(60)
class ResilienceTest {
    private static final ListenerId LISTENER = new ListenerId("test");
    private static final RetrySpec RETRY = new RetrySpec(2, Set.of(503), Duration.ofMillis(5));
    private static final Destination AUTH = new Destination.To(new ClusterId("auth"));

    private static RouteSpec route(
            List<FilterSpec> filters,
            RouteTimeouts timeouts,
            @Nullable RetrySpec retry,
            @Nullable SessionSpec session) {
        return new RouteSpec(
                new RouteId("r"),
                List.of(RouteMatch.ANY),
                filters,
                new Destination.To(new ClusterId("backend")),
                timeouts,
                retry,
                session,
                "test");
    }

    private static RouteSpec retrying(RouteTimeouts timeouts) {
        return route(List.of(), timeouts, RETRY, null);
    }

    private static ClusterSpec cluster(String name, int... ports) {
        List<EndpointSpec> endpoints = java.util.Arrays.stream(ports)
                .mapToObj(port -> new EndpointSpec("127.0.0.1", port))
                .toList();
        return new ClusterSpec(
                new ClusterId(name),
                new Endpoints.Fixed(endpoints),
                ClusterSpec.UpstreamProtocol.HTTP1,
                null,
                Duration.ofSeconds(2));
    }

    private static Dataplane start(RouteSpec route, ClusterSpec... clusters) throws IOException {
        RouteTableId table = new RouteTableId("routes");
        RouteTableSpec routes = new RouteTableSpec(
                table,
                List.of(new ListenerRoutes(
                        "test", HostPattern.ANY, List.of(new VirtualHost(HostPattern.ANY, List.of(route))))));
        Map<ClusterId, ClusterSpec> byId = new LinkedHashMap<>();
        for (ClusterSpec cluster : clusters) {
            byId.put(cluster.id(), cluster);
        }
        ListenerSpec listener = new ListenerSpec(
                LISTENER,
                new Binding.Port("127.0.0.1", 0),
                new Security.Plaintext(),
                new Protocol.Http(table),
                ConnectionPolicy.DEFAULT);
        Model model = new Model(List.of(listener), Map.of(table, routes), byId, Map.of());
        return Dataplane.assemble(Dataplane.Options.QUIET, ConfigurationSource.fixed(model), List.of());
    }

    private static Answer send(Dataplane gateway, String request) throws IOException {
        try (RawClient client = RawClient.plain(gateway.port(LISTENER))) {
            client.send(request);
            return client.read();
        }
    }

    private static String get(String... headers) {
        return "GET /a?b=c HTTP/1.1\r\nHost: example.com\r\n" + String.join("\r\n", headers)
                + (headers.length > 0 ? "\r\n\r\n" : "\r\n");
    }

    private static String post(String body) {
        return "POST /a HTTP/1.1\r\nHost: example.com\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
    }

    private static String chunked(String... parts) {
        StringBuilder message =
                new StringBuilder("POST /a HTTP/1.1\r\nHost: example.com\r\nTransfer-Encoding: chunked\r\n\r\n");
        for (String part : parts) {
            message.append(Integer.toHexString(part.length()))
                    .append("\r\n")
                    .append(part)
                    .append("\r\n");
        }
        return message.append("0\r\n\r\n").toString();
    }

    private static int unused() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }

    @Test
    void aPostSurvivesAResetAndAnAnswerThatIsListed() throws IOException {
        try (FlakyBackend backend = new FlakyBackend(FlakyBackend.RESET, "503");
                Dataplane gateway = start(retrying(RouteTimeouts.NONE), cluster("backend", backend.port()))) {
            Answer answer = send(gateway, post("the whole body"));
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.body()).isEqualTo("the whole body");
            assertThat(backend.heads()).hasSize(3);
        }
    }

    @Test
    void resetsWithoutEndAre503AndNot502() throws IOException {
        try (FlakyBackend backend = new FlakyBackend(FlakyBackend.RESET, FlakyBackend.RESET, FlakyBackend.RESET);
                Dataplane gateway = start(retrying(RouteTimeouts.NONE), cluster("backend", backend.port()))) {
            assertThat(send(gateway, get()).status()).isEqualTo(503);
            assertThat(backend.heads()).hasSize(3);
        }
    }

    @Test
    void silenceEndsAnAttemptAndTheNextIsFast() throws IOException {
        RouteTimeouts timeouts = new RouteTimeouts(Duration.ofSeconds(20), Duration.ofMillis(200));
        try (FlakyBackend backend = new FlakyBackend(FlakyBackend.SILENCE);
                Dataplane gateway = start(retrying(timeouts), cluster("backend", backend.port()))) {
            assertThat(send(gateway, post("x")).status()).isEqualTo(200);
            assertThat(backend.heads()).hasSize(2);
        }
    }

    @Test
    void aPortThatNobodyListensOnIsLeftForTheNext() throws IOException {
        try (FlakyBackend backend = new FlakyBackend();
                Dataplane gateway = start(retrying(RouteTimeouts.NONE), cluster("backend", unused(), backend.port()))) {
            for (int i = 0; i < 10; i++) {
                assertThat(send(gateway, post("x" + i)).body()).isEqualTo("x" + i);
            }
        }
    }

    @Test
    void aCookieComesBackToItsEndpoint() throws IOException {
        SessionSpec session = new SessionSpec(Carrier.COOKIE, "sid", null, false);
        try (TinyBackend a = new TinyBackend("a");
                TinyBackend b = new TinyBackend("b");
                TinyBackend c = new TinyBackend("c");
                Dataplane gateway = start(
                        route(List.of(), RouteTimeouts.NONE, null, session),
                        cluster("backend", a.port(), b.port(), c.port()))) {
            Answer first = send(gateway, get());
            String cookie = first.header("set-cookie");
            assertThat(cookie).matches("sid=[A-Za-z0-9_-]+; Path=/; HttpOnly");
            for (int i = 0; i < 12; i++) {
                String sent = "Cookie: x=y; " + cookie.substring(0, cookie.indexOf(';'));
                assertThat(send(gateway, get(sent)).body()).isEqualTo(first.body());
            }
        }
    }

    /** A service that lets pass who says "please", and tells the gateway who that is. */
    private static HttpServer authService(List<String> seen) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
        server.createContext("/check", exchange -> {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            seen.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " "
                    + exchange.getRequestHeaders().getFirst("host") + " "
                    + exchange.getRequestHeaders().getFirst("content-length") + " " + body);
            boolean allowed = "please".equals(exchange.getRequestHeaders().getFirst("authorization"));
            exchange.getResponseHeaders().add(allowed ? "X-User" : "WWW-Authenticate", allowed ? "alice" : "Please");
            byte[] answer = "no way".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(allowed ? 200 : 401, allowed ? -1 : answer.length);
            if (!allowed) {
                exchange.getResponseBody().write(answer);
            }
            exchange.close();
        });
        server.start();
        return server;
    }

    private static RouteSpec asking(int maxBody) {
        FilterSpec filter = new FilterSpec.ExternalAuth(AUTH, false, "/check", List.of(), List.of("x-user"), maxBody);
        return route(List.of(filter), RouteTimeouts.NONE, null, null);
    }

    @Test
    void aServiceDecidesWhoPassesAndAsWhom() throws IOException {
        List<String> seen = new java.util.concurrent.CopyOnWriteArrayList<>();
        HttpServer auth = authService(seen);
        try (FlakyBackend backend = new FlakyBackend();
                Dataplane gateway = start(
                        asking(0),
                        cluster("backend", backend.port()),
                        cluster("auth", auth.getAddress().getPort()))) {
            Answer denied = send(gateway, get("X-User: root"));
            assertThat(denied.status()).isEqualTo(401);
            assertThat(denied.header("www-authenticate")).isEqualTo("Please");
            assertThat(denied.body()).isEqualTo("no way");
            assertThat(backend.heads()).isEmpty();
            assertThat(send(gateway, get("X-User: root", "Authorization: please"))
                            .status())
                    .isEqualTo(200);
            assertThat(backend.heads().getFirst().toLowerCase(java.util.Locale.ROOT))
                    .contains("x-user: alice\r\n")
                    .doesNotContain("root");
            assertThat(seen).containsOnly("GET /check/a?b=c example.com 0 ");
        } finally {
            auth.stop(0);
        }
    }

    @Test
    void aServiceSeesTheBodyAndSoDoesTheBackend() throws IOException {
        List<String> seen = new java.util.concurrent.CopyOnWriteArrayList<>();
        HttpServer auth = authService(seen);
        try (FlakyBackend backend = new FlakyBackend();
                Dataplane gateway = start(
                        asking(10),
                        cluster("backend", backend.port()),
                        cluster("auth", auth.getAddress().getPort()))) {
            String allowed = "Authorization: please\r\n\r\n";
            assertThat(send(gateway, post("0123456789").replaceFirst("\r\n\r\n", "\r\n" + allowed))
                            .body())
                    .isEqualTo("0123456789");
            assertThat(seen).containsExactly("POST /check/a example.com 10 0123456789");
            assertThat(send(gateway, post("0123456789x")).status()).isEqualTo(413);
            assertThat(send(gateway, chunked("01234", "56789", "x")).status()).isEqualTo(413);
            assertThat(send(gateway, chunked("012", "34")).status()).isEqualTo(401);
            assertThat(seen).last().isEqualTo("POST /check/a example.com 5 01234");
            assertThat(backend.heads()).hasSize(1);
        } finally {
            auth.stop(0);
        }
    }

    @Test
    void aServiceThatIsNotThereDenies() throws IOException {
        try (FlakyBackend backend = new FlakyBackend();
                Dataplane gateway = start(asking(10), cluster("backend", backend.port()), cluster("auth", unused()))) {
            Answer answer = send(gateway, post("x"));
            assertThat(answer.status()).isEqualTo(403);
            assertThat(answer.body()).contains("external_auth_unavailable");
            assertThat(backend.heads()).isEmpty();
        }
    }
}
