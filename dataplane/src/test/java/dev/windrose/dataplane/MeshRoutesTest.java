package dev.windrose.dataplane;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windrose.documents.DocumentReader;
import dev.windrose.documents.Documents;
import dev.windrose.engine.snapshot.CompileResult;
import dev.windrose.engine.snapshot.Compiler;
import dev.windrose.engine.snapshot.FilterRegistry;
import dev.windrose.engine.telemetry.ExchangeObserver;
import dev.windrose.model.Binding;
import dev.windrose.model.ConnectionPolicy;
import dev.windrose.model.Destination;
import dev.windrose.model.ListenerId;
import dev.windrose.model.ListenerSpec;
import dev.windrose.model.Model;
import dev.windrose.model.Protocol;
import dev.windrose.model.Security;
import dev.windrose.translate.MeshTranslator;
import dev.windrose.translate.MeshView;
import dev.windrose.transport.ConnectionLimits;
import dev.windrose.transport.Transport;
import dev.windrose.transport.h1.ServerTimeouts;
import dev.windrose.transport.loop.IoKind;
import dev.windrose.transport.tcp.TcpTimeouts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Routes of Services from documents to answers: a proxy has the connections of its clients, wherever they were going. */
@Timeout(60)
class MeshRoutesTest {
    private static final ListenerId OUTBOUND = new ListenerId("outbound");
    private static final String CART = "10.0.0.1";
    private static final String V2 = "10.0.0.2";

    private TinyBackend v1;
    private TinyBackend v2;
    private volatile InetSocketAddress meant = new InetSocketAddress(0);

    @BeforeEach
    void start() throws IOException {
        v1 = new TinyBackend("v1");
        v2 = new TinyBackend("v2");
    }

    @AfterEach
    void close() throws Exception {
        v1.close();
        v2.close();
    }

    @Test
    void aProducersRouteHoldsForClientsOfEveryNamespace() throws Exception {
        try (Transport proxy = proxy("shop");
                Transport other = proxy("others")) {
            for (Transport each : new Transport[] {proxy, other}) {
                assertThat(ask(each, CART, 80, "/", "x-version: 2").body()).isEqualTo("v2");
                assertThat(ask(each, CART, 80, "/", "x-version: 1").body()).isEqualTo("v1");
            }
        }
    }

    @Test
    void aConsumersRouteTakesItsPlaceInItsOwnNamespace() throws Exception {
        try (Transport proxy = proxy("clients")) {
            RawClient.Answer answer = ask(proxy, CART, 80, "/mine", "x-version: 2");
            assertThat(answer.body()).isEqualTo("v1");
            assertThat(answer.header("x-route")).isEqualTo("own");
            // It is not merged with the producer's, which would have taken this.
            assertThat(ask(proxy, CART, 80, "/", "x-version: 2").status()).isEqualTo(404);
        }
    }

    @Test
    void whatNoRouteMatchesIsNotFoundAndAMissingBackendIsAnError() throws Exception {
        try (Transport proxy = proxy("shop")) {
            assertThat(ask(proxy, CART, 80, "/", "x-other: 1").status()).isEqualTo(404);
            assertThat(ask(proxy, CART, 80, "/", "x-version: 3").status()).isEqualTo(500);
        }
    }

    @Test
    void theHostOfARequestDoesNotMatterButItsDestinationDoes() throws Exception {
        try (Transport proxy = proxy("shop")) {
            assertThat(ask(proxy, V2, 80, "/", "host: cart.shop").body()).isEqualTo("v2");
            assertThat(ask(proxy, CART, 80, "/", "x-version: 2").body()).isEqualTo("v2");
        }
    }

    @Test
    void aPortThatTheRouteDoesNotNameKeepsItsEndpoints() throws Exception {
        try (Transport proxy = proxy("shop")) {
            assertThat(ask(proxy, CART, 8080, "/", "x-version: 2").body()).isEqualTo("v1");
        }
    }

    @Test
    void anEndpointThatIsAddressedItselfIsReachedPastTheRoutes() throws Exception {
        try (Transport proxy = proxy("shop")) {
            String endpoint = InetAddress.getLoopbackAddress().getHostAddress();
            assertThat(ask(proxy, endpoint, v1.port(), "/", "x-version: 2").body())
                    .isEqualTo("v1");
        }
    }

    @Test
    void aRedirectNamesThePortThatTheClientKnows() throws Exception {
        try (Transport proxy = proxy("shop")) {
            assertThat(ask(proxy, CART, 80, "/old", "x-other: 1").header("location"))
                    .isEqualTo("http://cart/new");
        }
    }

    private RawClient.Answer ask(Transport proxy, String host, int port, String path, String header)
            throws IOException {
        meant = new InetSocketAddress(InetAddress.ofLiteral(host), port);
        try (RawClient client = RawClient.plain(proxy.port(OUTBOUND))) {
            boolean named = header.startsWith("host:");
            client.send("GET " + path + " HTTP/1.1\r\n" + (named ? "" : "host: cart\r\n") + header + "\r\n\r\n");
            return client.read();
        }
    }

    /** Beside the workloads of a namespace. */
    private Transport proxy(String namespace) {
        Documents documents = DocumentReader.read("mesh.yaml", documents());
        assertThat(documents.problems()).isEmpty();
        ListenerSpec carrier = new ListenerSpec(
                OUTBOUND,
                new Binding.Captured(Binding.Direction.OUTBOUND, "127.0.0.1", 0),
                new Security.Plaintext(),
                new Protocol.ByDestination(new Protocol.Tcp(new Destination.OriginalAddress())),
                ConnectionPolicy.DEFAULT);
        Model model = MeshTranslator.translate(documents, new MeshView(namespace, carrier), Instant.now());
        Transport transport = Transport.start(
                new Transport.Options(
                        1,
                        IoKind.AUTO,
                        ConnectionLimits.DEFAULT,
                        ServerTimeouts.DEFAULT,
                        TcpTimeouts.DEFAULT,
                        _ -> meant),
                ExchangeObserver.NONE);
        CompileResult result = Compiler.compile(model, transport.snapshot(), FilterRegistry.load());
        assertThat(result.problems()).isEmpty();
        assertThat(transport.apply(result.snapshot())).isEmpty();
        return transport;
    }

    private String documents() {
        return """
                apiVersion: gateway.networking.x-k8s.io/v1alpha1
                kind: XMesh
                metadata: {name: default}
                spec: {controllerName: windrose.dev/gateway-controller}
                ---
                apiVersion: v1
                kind: Service
                metadata: {name: cart, namespace: shop}
                spec: {clusterIP: %s, ports: [{name: http, port: 80}, {name: http-alt, port: 8080}]}
                ---
                apiVersion: v1
                kind: Service
                metadata: {name: cart-v2, namespace: shop}
                spec: {clusterIP: %s, ports: [{name: http, port: 80}]}
                ---
                apiVersion: discovery.k8s.io/v1
                kind: EndpointSlice
                metadata: {name: cart-1, namespace: shop, labels: {kubernetes.io/service-name: cart}}
                addressType: IPv4
                endpoints: [{addresses: [127.0.0.1]}]
                ports: [{name: http, port: %d}, {name: http-alt, port: %d}]
                ---
                apiVersion: discovery.k8s.io/v1
                kind: EndpointSlice
                metadata: {name: cart-v2-1, namespace: shop, labels: {kubernetes.io/service-name: cart-v2}}
                addressType: IPv4
                endpoints: [{addresses: [127.0.0.1]}]
                ports: [{name: http, port: %d}]
                ---
                apiVersion: gateway.networking.k8s.io/v1
                kind: HTTPRoute
                metadata: {name: cart, namespace: shop}
                spec:
                  parentRefs: [{group: "", kind: Service, name: cart, port: 80}]
                  hostnames: [ignored.example.com]
                  rules:
                    - matches: [{path: {value: /old}}]
                      filters: [{type: RequestRedirect, requestRedirect: {path: {type: ReplaceFullPath, replaceFullPath: /new}}}]
                    - matches: [{headers: [{name: x-version, value: "1"}]}]
                      backendRefs: [{name: cart, port: 80}]
                    - matches: [{headers: [{name: x-version, value: "2"}]}]
                      backendRefs: [{name: cart-v2, port: 80}]
                    - matches: [{headers: [{name: x-version, value: "3"}]}]
                      backendRefs: [{name: cart-v3, port: 80}]
                ---
                apiVersion: gateway.networking.k8s.io/v1
                kind: HTTPRoute
                metadata: {name: own, namespace: clients}
                spec:
                  parentRefs: [{group: "", kind: Service, name: cart, namespace: shop}]
                  rules:
                    - matches: [{path: {value: /mine}}]
                      filters: [{type: ResponseHeaderModifier, responseHeaderModifier: {set: [{name: x-route, value: own}]}}]
                      backendRefs: [{name: cart, namespace: shop, port: 80}]
                """.formatted(CART, V2, v1.port(), v1.port(), v2.port());
    }
}
