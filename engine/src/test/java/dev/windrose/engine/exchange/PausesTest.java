package dev.windrose.engine.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windrose.engine.exchange.TestEngine.Sent;
import dev.windrose.model.ClusterId;
import dev.windrose.model.ClusterSpec;
import dev.windrose.model.ClusterSpec.Endpoints;
import dev.windrose.model.ClusterSpec.UpstreamProtocol;
import dev.windrose.model.Destination;
import dev.windrose.model.RouteId;
import dev.windrose.model.RouteMatch;
import dev.windrose.model.RouteSpec;
import dev.windrose.model.RouteTimeouts;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who may take long pauses in a request's body: what a client says of itself is not enough. */
class PausesTest {
    private static final ClusterId BACKEND = new ClusterId("backend");

    private final TestEngine engine = new TestEngine();

    @ParameterizedTest
    @CsvSource({
        "HTTP2, application/grpc, true",
        "HTTP2, application/grpc+proto, true",
        "HTTP2, application/json, false",
        "HTTP1, application/grpc, false",
        "AUTO, application/grpc, false",
        "TCP, application/grpc, false"
    })
    void onlyACallOfGrpcToWhoSpeaksHttp2MayPause(UpstreamProtocol protocol, String type, boolean may) {
        RouteSpec route = new RouteSpec(
                new RouteId("r"),
                List.of(RouteMatch.ANY),
                List.of(),
                new Destination.To(BACKEND),
                RouteTimeouts.NONE,
                "test");
        engine.apply(
                List.of(route),
                new ClusterSpec(
                        BACKEND, new Endpoints.Fixed(TestEngine.endpoints(1)), protocol, null, Duration.ofSeconds(1)));
        Sent sent = engine.request("POST", "/").with("content-type", type).start(false);
        assertThat(sent.client.isPatient()).isEqualTo(may);
    }
}
