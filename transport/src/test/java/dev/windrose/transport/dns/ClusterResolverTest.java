package dev.windrose.transport.dns;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windrose.engine.cluster.Cluster;
import dev.windrose.model.ClusterId;
import dev.windrose.model.ClusterSpec;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
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
    void takesBothFamiliesInTurn() throws Exception {
        InetAddress four = InetAddress.getByName("192.0.2.1");
        InetAddress alsoFour = InetAddress.getByName("192.0.2.2");
        InetAddress six = InetAddress.getByName("2001:db8::1");

        assertThat(ClusterResolver.interleaved(List.of(alsoFour, four, six))).containsExactly(six, four, alsoFour);
    }
}
