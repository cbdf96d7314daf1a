package dev.windrose.transport.dns;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windrose.engine.cluster.Cluster;
import dev.windrose.model.ClusterId;
import dev.windrose.model.ClusterSpec;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ClusterResolverTest {
    @Test
    void resolvesLocalhostAndAddressesWithoutANameServer() throws Exception {
        Cluster cluster = new Cluster(new ClusterSpec(
                new ClusterId("local"),
                new ClusterSpec.Endpoints.Named(List.of(
                        new ClusterSpec.EndpointSpec("localhost", 8080),
                        new ClusterSpec.EndpointSpec("192.0.2.7", 8081))),
                ClusterSpec.UpstreamProtocol.AUTO,
                null,
                Duration.ofSeconds(1)));
        try (ClusterResolver resolver = new ClusterResolver()) {
            resolver.start(List.of(cluster)).get(10, TimeUnit.SECONDS);

            assertThat(cluster.endpoints())
                    .extracting(Object::toString)
                    .containsExactly("127.0.0.1:8080", "192.0.2.7:8081");
        }
    }

    @Test
    void pairsTheFamiliesAndAsksAgainWhenATtlHasEnded() throws Exception {
        try (NameServer names = new NameServer();
                ClusterResolver resolver = new ClusterResolver(names.provider())) {
            names.answer("short.test.", 1, "192.0.2.1", "2001:db8::1");
            names.answer("long.test.", 200, "192.0.2.7");
            Cluster cluster = named("short.test", "long.test");
            resolver.start(List.of(cluster)).get(10, TimeUnit.SECONDS);

            assertThat(cluster.endpoints())
                    .extracting(endpoint -> endpoint.address().getAddress().getHostAddress())
                    .containsExactly("2001:db8:0:0:0:0:0:1", "192.0.2.7");
            assertThat(cluster.endpoints().getFirst().alternative()).isEqualTo(new InetSocketAddress("192.0.2.1", 80));

            names.answer("short.test.", 1, "192.0.2.9");
            // For both families each time: the third time says that the answer of the second was taken in.
            names.awaitQuestions("short.test.", 5);
            assertThat(cluster.endpoints())
                    .extracting(Object::toString)
                    .containsExactly("192.0.2.9:80", "192.0.2.7:80");
            assertThat(names.questions("long.test.")).isEqualTo(2);
        }
    }

    private static Cluster named(String... hosts) {
        return new Cluster(new ClusterSpec(
                new ClusterId("named"),
                new ClusterSpec.Endpoints.Named(Stream.of(hosts)
                        .map(host -> new ClusterSpec.EndpointSpec(host, 80))
                        .toList()),
                ClusterSpec.UpstreamProtocol.AUTO,
                null,
                Duration.ofSeconds(1)));
    }
}
