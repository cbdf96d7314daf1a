package dev.windrose.transport.dns;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windrose.engine.cluster.Cluster;
import dev.windrose.model.ClusterId;
import dev.windrose.model.ClusterSpec;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClusterResolverTest {
    private static final int SERVFAIL = 2;
    private static final int NXDOMAIN = 3;

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

    @ParameterizedTest
    @ValueSource(ints = {SERVFAIL, NXDOMAIN})
    void aNameThatCannotBeResolvedAnyMoreKeepsItsAddressesAndIsTold(int code) throws Exception {
        try (NameServer names = new NameServer();
                ClusterResolver resolver = new ClusterResolver(names.provider())) {
            names.answer("short.test.", 1, "192.0.2.1");
            Cluster cluster = named("short.test");
            resolver.start(List.of(cluster)).get(10, TimeUnit.SECONDS);
            assertThat(resolver.failing()).isEmpty();

            names.fail("short.test.", code);
            await(() -> !resolver.failing().isEmpty());
            assertThat(resolver.failing())
                    .containsExactly(new ClusterResolver.Failing(new ClusterId("named"), "short.test", 1));
            assertThat(cluster.endpoints()).extracting(Object::toString).containsExactly("192.0.2.1:80");

            names.answer("short.test.", 1, "192.0.2.2");
            await(() -> resolver.failing().isEmpty());
            await(() -> cluster.endpoints().toString().equals("[192.0.2.2:80]"));
        }
    }

    @Test
    void anEditedClusterStartsWithTheLastAddressesWhileTheNameServerIsAway() throws Exception {
        try (NameServer names = new NameServer();
                ClusterResolver resolver = new ClusterResolver(names.provider())) {
            names.answer("kept.test.", 1, "192.0.2.1", "2001:db8::1");
            Cluster cluster = named("kept.test");
            resolver.start(List.of(cluster)).get(10, TimeUnit.SECONDS);
            names.fail("kept.test.", SERVFAIL);
            names.fail("added.test.", SERVFAIL);
            await(() -> !resolver.failing().isEmpty());

            Cluster edited = new Cluster(spec(Duration.ofSeconds(9), "added.test", "Kept.test"), null, cluster);
            Cluster renamed = new Cluster(spec(Duration.ofSeconds(1), "kept.test"));
            resolver.start(List.of(edited, renamed)).get(10, TimeUnit.SECONDS);

            for (Cluster started : List.of(edited, renamed)) {
                assertThat(started.endpoints())
                        .extracting(endpoint -> endpoint.address().getAddress().getHostAddress())
                        .containsExactly("2001:db8:0:0:0:0:0:1");
                assertThat(started.endpoints().getFirst().alternative())
                        .isEqualTo(new InetSocketAddress("192.0.2.1", 80));
            }
            assertThat(resolver.failing())
                    .contains(new ClusterResolver.Failing(new ClusterId("named"), "Kept.test", 2));
        }
    }

    private static void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("now").isLessThan(deadline);
            Thread.onSpinWait();
        }
    }

    private static Cluster named(String... hosts) {
        return new Cluster(spec(Duration.ofSeconds(1), hosts));
    }

    private static ClusterSpec spec(Duration connectTimeout, String... hosts) {
        return new ClusterSpec(
                new ClusterId("named"),
                new ClusterSpec.Endpoints.Named(Stream.of(hosts)
                        .map(host -> new ClusterSpec.EndpointSpec(host, 80))
                        .toList()),
                ClusterSpec.UpstreamProtocol.AUTO,
                null,
                connectTimeout);
    }
}
