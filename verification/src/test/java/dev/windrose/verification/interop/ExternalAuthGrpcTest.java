package dev.windrose.verification.interop;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.BoolValue;
import com.google.rpc.Code;
import com.google.rpc.Status;
import com.sun.net.httpserver.HttpServer;
import dev.windrose.dataplane.ConfigurationSource;
import dev.windrose.dataplane.Dataplane;
import dev.windrose.model.Binding;
import dev.windrose.model.ClusterId;
import dev.windrose.model.ClusterSpec;
import dev.windrose.model.ClusterSpec.EndpointSpec;
import dev.windrose.model.ClusterSpec.Endpoints;
import dev.windrose.model.ClusterSpec.UpstreamProtocol;
import dev.windrose.model.ConnectionPolicy;
import dev.windrose.model.Destination;
import dev.windrose.model.FilterSpec;
import dev.windrose.model.HostPattern;
import dev.windrose.model.ListenerId;
import dev.windrose.model.ListenerSpec;
import dev.windrose.model.Model;
import dev.windrose.model.Protocol;
import dev.windrose.model.RouteId;
import dev.windrose.model.RouteMatch;
import dev.windrose.model.RouteSpec;
import dev.windrose.model.RouteTableId;
import dev.windrose.model.RouteTableSpec;
import dev.windrose.model.RouteTimeouts;
import dev.windrose.model.Security;
import io.envoyproxy.envoy.config.core.v3.HeaderValue;
import io.envoyproxy.envoy.config.core.v3.HeaderValueOption;
import io.envoyproxy.envoy.service.auth.v3.AttributeContext;
import io.envoyproxy.envoy.service.auth.v3.AuthorizationGrpc;
import io.envoyproxy.envoy.service.auth.v3.CheckRequest;
import io.envoyproxy.envoy.service.auth.v3.CheckResponse;
import io.envoyproxy.envoy.service.auth.v3.DeniedHttpResponse;
import io.envoyproxy.envoy.service.auth.v3.OkHttpResponse;
import io.envoyproxy.envoy.type.v3.HttpStatus;
import io.envoyproxy.envoy.type.v3.StatusCode;
import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A service of Envoy's protocol, by the protocol's own generated classes, decides about requests. */
@Timeout(60)
class ExternalAuthGrpcTest {
    private static final ListenerId LISTENER = new ListenerId("test");

    private final List<CheckRequest> asked = new CopyOnWriteArrayList<>();
    private final List<String> served = new CopyOnWriteArrayList<>();
    private Server auth;
    private HttpServer backend;
    private Dataplane gateway;

    /** Lets pass what is not below /no, and fails for /broken. */
    private final class Deciding implements AuthorizationGrpc.AsyncService {
        @Override
        public void check(CheckRequest request, StreamObserver<CheckResponse> answer) {
            asked.add(request);
            String path = request.getAttributes().getRequest().getHttp().getPath();
            if (path.startsWith("/broken")) {
                answer.onError(io.grpc.Status.INTERNAL.asRuntimeException());
                return;
            }
            answer.onNext(path.startsWith("/no") ? denied() : allowed());
            answer.onCompleted();
        }

        private static CheckResponse allowed() {
            return CheckResponse.newBuilder()
                    .setStatus(Status.newBuilder().setCode(Code.OK_VALUE))
                    .setOkResponse(OkHttpResponse.newBuilder()
                            .addHeaders(header("x-user", "alice", false))
                            .addHeaders(header("x-roles", "writer", true))
                            .addHeadersToRemove("x-secret")
                            .addResponseHeadersToAdd(header("x-checked", "yes", false)))
                    .build();
        }

        private static CheckResponse denied() {
            return CheckResponse.newBuilder()
                    .setStatus(Status.newBuilder().setCode(Code.UNAUTHENTICATED_VALUE))
                    .setDeniedResponse(DeniedHttpResponse.newBuilder()
                            .setStatus(HttpStatus.newBuilder().setCode(StatusCode.Unauthorized))
                            .addHeaders(header("www-authenticate", "Please", false))
                            .setBody("no way"))
                    .build();
        }

        @SuppressWarnings("deprecation") // what services send to this day
        private static HeaderValueOption header(String name, String value, boolean append) {
            return HeaderValueOption.newBuilder()
                    .setHeader(HeaderValue.newBuilder().setKey(name).setValue(value))
                    .setAppend(BoolValue.of(append))
                    .build();
        }
    }

    @BeforeEach
    void start() throws IOException {
        InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        auth = NettyServerBuilder.forAddress(any)
                .addService(AuthorizationGrpc.bindService(new Deciding()))
                .build()
                .start();
        backend = HttpServer.create(any, 10);
        backend.createContext("/", exchange -> {
            served.add(exchange.getRequestHeaders().getFirst("x-user") + " "
                    + exchange.getRequestHeaders().get("x-roles") + " "
                    + exchange.getRequestHeaders().getFirst("x-secret") + " "
                    + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        backend.start();
        gateway = Dataplane.assemble(
                Dataplane.Options.QUIET,
                ConfigurationSource.fixed(model(backend.getAddress().getPort(), auth.getPort())),
                List.of());
    }

    @AfterEach
    void stop() {
        gateway.close();
        backend.stop(0);
        auth.shutdownNow();
    }

    private static Model model(int backendPort, int authPort) {
        ClusterId auth = new ClusterId("auth");
        ClusterId backend = new ClusterId("backend");
        RouteTableId table = new RouteTableId("routes");
        RouteSpec route = new RouteSpec(
                new RouteId("r"),
                List.of(RouteMatch.ANY),
                List.of(new FilterSpec.ExternalAuth(new Destination.To(auth), true, "", List.of(), List.of(), 100)),
                new Destination.To(backend),
                RouteTimeouts.NONE,
                "test");
        RouteTableSpec routes = new RouteTableSpec(
                table,
                List.of(new RouteTableSpec.ListenerRoutes(
                        "test",
                        HostPattern.ANY,
                        List.of(new RouteTableSpec.VirtualHost(HostPattern.ANY, List.of(route))))));
        ListenerSpec listener = new ListenerSpec(
                LISTENER,
                new Binding.Port("127.0.0.1", 0),
                new Security.Plaintext(),
                new Protocol.Http(table),
                ConnectionPolicy.DEFAULT);
        return new Model(
                List.of(listener),
                Map.of(table, routes),
                Map.of(
                        auth, cluster(auth, authPort, UpstreamProtocol.HTTP2),
                        backend, cluster(backend, backendPort, UpstreamProtocol.HTTP1)),
                Map.of());
    }

    private static ClusterSpec cluster(ClusterId id, int port, UpstreamProtocol protocol) {
        return new ClusterSpec(
                id,
                new Endpoints.Fixed(List.of(new EndpointSpec("127.0.0.1", port))),
                protocol,
                null,
                ClusterSpec.CONNECT_TIMEOUT);
    }

    private HttpResponse<String> post(String path, String body) throws IOException, InterruptedException {
        try (HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            return client.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + gateway.port(LISTENER) + path))
                            .header("X-User", "root")
                            .header("X-Roles", "reader")
                            .header("X-Secret", "s")
                            .POST(HttpRequest.BodyPublishers.ofString(body))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        }
    }

    @Test
    void whoMayPassDoesWithTheHeadersOfTheAnswer() throws Exception {
        HttpResponse<String> answer = post("/yes?a=b", "body");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("x-checked")).contains("yes");
        assertThat(served).containsExactly("alice [reader, writer] null body");
        AttributeContext attributes = asked.getFirst().getAttributes();
        AttributeContext.HttpRequest http = attributes.getRequest().getHttp();
        assertThat(http.getMethod()).isEqualTo("POST");
        assertThat(http.getPath()).isEqualTo("/yes?a=b");
        assertThat(http.getHost()).startsWith("127.0.0.1:");
        assertThat(http.getScheme()).isEqualTo("http");
        assertThat(http.getProtocol()).isEqualTo("HTTP/1.1");
        assertThat(http.getSize()).isEqualTo(4);
        assertThat(http.getBody()).isEqualTo("body");
        assertThat(http.getId()).isNotEmpty();
        assertThat(http.getHeadersMap())
                .containsEntry("x-user", "root")
                .containsEntry("x-secret", "s")
                .containsEntry(":method", "POST");
        assertThat(attributes.getRequest().getTime().getSeconds()).isPositive();
        assertThat(attributes.getSource().getAddress().getSocketAddress().getAddress())
                .isEqualTo("127.0.0.1");
        assertThat(attributes.getDestination().getAddress().getSocketAddress().getPortValue())
                .isEqualTo(gateway.port(LISTENER));
    }

    @Test
    void whoMayNotGetsTheServicesAnswer() throws Exception {
        HttpResponse<String> answer = post("/no", "body");
        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.headers().firstValue("www-authenticate")).contains("Please");
        assertThat(answer.body()).isEqualTo("no way");
        assertThat(served).isEmpty();
    }

    @Test
    void aServiceThatFailsDenies() throws Exception {
        assertThat(post("/broken", "body").statusCode()).isEqualTo(403);
        auth.shutdownNow().awaitTermination();
        assertThat(post("/yes", "body").statusCode()).isEqualTo(403);
        assertThat(served).isEmpty();
    }
}
