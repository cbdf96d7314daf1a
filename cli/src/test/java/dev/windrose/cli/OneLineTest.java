package dev.windrose.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.windrose.cli.line.UsageException;
import dev.windrose.dataplane.explain.Asked;
import dev.windrose.dataplane.explain.Written;
import dev.windrose.engine.snapshot.Compiler;
import dev.windrose.engine.snapshot.FilterRegistry;
import dev.windrose.engine.snapshot.Snapshot;
import dev.windrose.model.ClusterId;
import dev.windrose.model.ClusterSpec;
import dev.windrose.model.ClusterSpec.EndpointSpec;
import dev.windrose.model.ClusterSpec.Endpoints;
import dev.windrose.model.ClusterSpec.UpstreamProtocol;
import dev.windrose.model.Model;
import java.util.List;
import org.junit.jupiter.api.Test;

class OneLineTest {
    private static ClusterSpec cluster(String to) {
        return OneLine.model(":8080", List.of(to))
                .clusters()
                .values()
                .iterator()
                .next();
    }

    @Test
    void aNameIsResolvedAndAnAddressTakenAsItIs() {
        assertThat(cluster("http://localhost:3000").endpoints())
                .isEqualTo(new Endpoints.Named(List.of(new EndpointSpec("localhost", 3000))));
        assertThat(cluster("127.0.0.1:3000").endpoints())
                .isEqualTo(new Endpoints.Fixed(List.of(new EndpointSpec("127.0.0.1", 3000))));
        assertThat(cluster("http://[::1]:3000/").endpoints())
                .isEqualTo(new Endpoints.Fixed(List.of(new EndpointSpec("::1", 3000))));
    }

    /** Its rule has no document that could say more. */
    @Test
    void whatItDoesCanBeExplained() {
        Snapshot snapshot = Compiler.compile(
                        OneLine.model(":8080", List.of("http://127.0.0.1:3000")), Snapshot.EMPTY, FilterRegistry.load())
                .snapshot();
        Asked asked = Asked.of("GET http://localhost:8080/a", List.of());
        assertThat(Written.NOTHING.answer(asked, null, snapshot).text())
                .contains("Rule --to serves the request")
                .contains("127.0.0.1:3000");
    }

    @Test
    void theSchemeSaysHowTheEndpointIsSpokenTo() {
        assertThat(cluster("https://example.com").tls()).isNotNull();
        assertThat(cluster("h2c://localhost:50051").protocol()).isEqualTo(UpstreamProtocol.HTTP2);
    }

    @Test
    void aPathOrAnUnknownSchemeIsRefused() {
        for (String to : List.of("http://localhost/path", "ftp://localhost", "http://", "://", "http://a b")) {
            assertThatThrownBy(() -> cluster(to))
                    .isInstanceOf(UsageException.class)
                    .hasMessageContaining("expected");
        }
    }

    @Test
    void severalPlacesTakeTurns() {
        Model model = OneLine.model(":8080", List.of("http://a:1", "https://b"));
        assertThat(model.clusters().keySet()).extracting(ClusterId::value).containsExactly("a:1", "b:443");
        assertThatThrownBy(() -> OneLine.model(":8080", List.of("http://a:1", "a:1")))
                .hasMessage("--to: a:1 (expected: each place once)");
    }

    @Test
    void aMistypedSchemeIsAnsweredWithTheNearest() {
        assertThatThrownBy(() -> cluster("htps://localhost"))
                .hasMessage("--to: htps://localhost (did you mean \"https\"?)");
    }

    @Test
    void addressesToListenOnMayLeaveOutTheHost() {
        assertThat(HostPort.of("--from", ":8080", "0.0.0.0")).isEqualTo(new HostPort("0.0.0.0", 8080));
        assertThat(HostPort.of("--from", "8080", "0.0.0.0")).isEqualTo(new HostPort("0.0.0.0", 8080));
        assertThat(HostPort.of("--from", "[::1]:80", "0.0.0.0")).isEqualTo(new HostPort("::1", 80));
        assertThatThrownBy(() -> HostPort.of("--from", "a:b", "x"))
                .hasMessage("--from: a:b (expected: host:port or :port, such as :8080)");
        assertThatThrownBy(() -> HostPort.of("--from", ":70000", "x")).isInstanceOf(UsageException.class);
    }
}
