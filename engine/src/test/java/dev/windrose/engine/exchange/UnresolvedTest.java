package dev.windrose.engine.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windrose.engine.exchange.TestEngine.Sent;
import dev.windrose.model.Destination;
import dev.windrose.model.RouteId;
import dev.windrose.model.RouteMatch;
import dev.windrose.model.RouteSpec;
import dev.windrose.model.RouteTimeouts;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A backend that cannot be used is the fault of the configuration, in the client's own terms. */
class UnresolvedTest {
    private final TestEngine engine = new TestEngine();

    @BeforeEach
    void route() {
        engine.apply(List.of(new RouteSpec(
                new RouteId("r"),
                List.of(RouteMatch.ANY),
                List.of(),
                new Destination.Fail(500, "missing"),
                RouteTimeouts.NONE,
                "test")));
    }

    @Test
    void httpGets500() {
        assertThat(engine.get("/").got()).startsWith("500 ").contains("unresolved_backend");
    }

    @Test
    void grpcGetsUnavailable() {
        Sent sent = engine.request("POST", "/Service/Method")
                .with("content-type", "application/grpc")
                .start(true);
        assertThat(sent.got()).isEqualTo("200 end");
        assertThat(sent.client.header("grpc-status")).isEqualTo("14");
    }
}
