package dev.windrose.engine.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windrose.engine.cluster.Endpoint;
import dev.windrose.engine.snapshot.Compiler;
import dev.windrose.engine.snapshot.FilterRegistry;
import dev.windrose.engine.snapshot.Snapshot;
import dev.windrose.engine.telemetry.FinishedExchange;
import dev.windrose.filter.Decision;
import dev.windrose.filter.Exchange;
import dev.windrose.filter.Filter;
import dev.windrose.filter.FilterFactory;
import dev.windrose.filter.Peer;
import dev.windrose.http.Headers;
import dev.windrose.http.RequestHead;
import dev.windrose.http.ResponseHead;
import dev.windrose.model.Binding;
import dev.windrose.model.ClusterId;
import dev.windrose.model.ClusterSpec;
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
import io.netty.buffer.ByteBuf;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A filter that throws costs its own request, and nothing else. */
class BrokenFilterTest {
    private static final ListenerId LISTENER = new ListenerId("test");

    private final List<String> seen = new ArrayList<>();
    private final Answering upstream = new Answering();
    private final ProxyEngine engine = engine();

    /** Throws in the direction that the request's path names. */
    private record Breaking(String name) implements FilterSpec {}

    private final class BreakingFactory implements FilterFactory<Breaking> {
        @Override
        public Class<Breaking> specType() {
            return Breaking.class;
        }

        @Override
        public Filter create(Breaking spec) {
            return new Filter() {
                @Override
                public Decision onRequest(Exchange exchange) {
                    seen.add(spec.name() + " request");
                    fail(exchange, "/request/" + spec.name());
                    return Decision.CONTINUE;
                }

                @Override
                public void onResponse(Exchange exchange) {
                    seen.add(spec.name() + " response " + exchange.response().status());
                    fail(exchange, "/response/" + spec.name());
                }
            };
        }

        private static void fail(Exchange exchange, String path) {
            if (exchange.request().path().equals(path)) {
                throw new IllegalStateException("secret of the filter");
            }
        }
    }

    /** Begins a response of which more is to come. */
    private static final class Answering implements Upstream, UpstreamCall {
        private int cancelled;

        @Override
        public UpstreamCall call(
                Loop loop, Endpoint endpoint, RequestHead head, boolean end, ResponseReceiver receiver) {
            loop.execute(() -> {
                ResponseHead answer = new ResponseHead();
                answer.status(200);
                receiver.onHead(answer, false);
            });
            return this;
        }

        @Override
        public void data(ByteBuf data, boolean end) {
            data.release();
        }

        @Override
        public void trailers(Headers trailers) {}

        @Override
        public void cancel() {
            cancelled++;
        }

        @Override
        public boolean isWritable() {
            return true;
        }

        @Override
        public void pauseResponse(boolean paused) {}
    }

    /** A client that writes down what it gets. */
    private static final class Client implements Downstream, Loop, Peer {
        private static final InetSocketAddress ADDRESS = new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);

        private final List<Runnable> later = new ArrayList<>();
        private final StringBuilder got = new StringBuilder();

        @Override
        public Loop loop() {
            return this;
        }

        @Override
        public Peer peer() {
            return this;
        }

        @Override
        public void interim(ResponseHead head) {}

        @Override
        public void head(ResponseHead head, boolean end) {
            got.append(head.status()).append(end ? " end" : "").append('\n');
        }

        @Override
        public void data(ByteBuf data, boolean end) {
            got.append(data.toString(StandardCharsets.UTF_8)).append(end ? " end" : "");
            data.release();
        }

        @Override
        public void trailers(Headers trailers) {}

        @Override
        public void abort(Failure failure) {
            got.append("aborted");
        }

        @Override
        public boolean isWritable() {
            return true;
        }

        @Override
        public void pauseRequest(boolean paused) {}

        @Override
        public int index() {
            return 0;
        }

        @Override
        public long nanoTime() {
            return 1;
        }

        @Override
        public Timer after(long nanos, Runnable action) {
            return () -> {};
        }

        @Override
        public void execute(Runnable action) {
            later.add(action);
        }

        @Override
        public InetSocketAddress remoteAddress() {
            return ADDRESS;
        }

        @Override
        public InetSocketAddress localAddress() {
            return ADDRESS;
        }

        @Override
        public boolean isSecure() {
            return false;
        }

        @Override
        public @Nullable String serverName() {
            return null;
        }

        @Override
        public @Nullable String spiffeId() {
            return null;
        }
    }

    private ProxyEngine engine() {
        ClusterId cluster = new ClusterId("backend");
        RouteTableId table = new RouteTableId("routes");
        RouteSpec route = new RouteSpec(
                new RouteId("r"),
                List.of(RouteMatch.ANY),
                List.of(new Breaking("a"), new Breaking("b"), new Breaking("c")),
                new Destination.To(cluster),
                RouteTimeouts.NONE,
                "test");
        RouteTableSpec routes = new RouteTableSpec(
                table,
                List.of(new RouteTableSpec.ListenerRoutes(
                        "test",
                        HostPattern.ANY,
                        List.of(new RouteTableSpec.VirtualHost(HostPattern.ANY, List.of(route))))));
        ClusterSpec backend = new ClusterSpec(
                cluster,
                new ClusterSpec.Endpoints.Fixed(List.of(new ClusterSpec.EndpointSpec("127.0.0.1", 1))),
                ClusterSpec.UpstreamProtocol.HTTP1,
                null,
                Duration.ofSeconds(1));
        ListenerSpec listener = new ListenerSpec(
                LISTENER,
                new Binding.Port("127.0.0.1", 0),
                new Security.Plaintext(),
                new Protocol.Http(table),
                ConnectionPolicy.DEFAULT);
        Model model = new Model(List.of(listener), Map.of(table, routes), Map.of(cluster, backend), Map.of());
        Snapshot snapshot = Compiler.compile(model, Snapshot.EMPTY, FilterRegistry.of(List.of(new BreakingFactory())))
                .snapshot();
        return new ProxyEngine(() -> snapshot, upstream, this::finished);
    }

    private void finished(FinishedExchange exchange) {
        seen.add(exchange.status() + " " + exchange.reason());
    }

    private String get(String path) {
        RequestHead request = new RequestHead();
        request.path(path);
        request.authority("example.com");
        Client client = new Client();
        engine.starter(LISTENER).start(client, request, true);
        for (int i = 0; i < client.later.size(); i++) {
            client.later.get(i).run();
        }
        return client.got.toString();
    }

    private static void assertIs500(String answer) {
        assertThat(answer)
                .startsWith("500\n")
                .contains("\"code\":\"internal_error\"")
                .endsWith(" end")
                .doesNotContain("secret", "IllegalState", "aborted");
    }

    @Test
    void oneThatFailsOnTheRequestAnswers500AndOnlyThoseBeforeItSeeThat() {
        assertIs500(get("/request/b"));
        assertThat(seen).containsExactly("a request", "b request", "a response 500", "500 internal_error");
        assertThat(upstream.cancelled).isZero();
    }

    @Test
    void oneThatFailsOnTheResponseAnswers500AndGivesUpTheUpstreams() {
        assertIs500(get("/response/b"));
        assertThat(seen)
                .containsExactly(
                        "a request",
                        "b request",
                        "c request",
                        "c response 200",
                        "b response 200",
                        "a response 500",
                        "500 internal_error");
        assertThat(upstream.cancelled).isEqualTo(1);
    }

    @Test
    void theFirstThatFailsOnTheResponseAnswers500Too() {
        assertIs500(get("/response/a"));
        assertThat(seen).endsWith("a response 200", "500 internal_error");
    }

    @Test
    void theNextRequestIsServed() {
        assertIs500(get("/response/c"));
        seen.clear();
        assertThat(get("/fine")).isEqualTo("200\n");
        assertThat(seen).endsWith("c response 200", "b response 200", "a response 200");
    }
}
