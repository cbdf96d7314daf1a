package dev.windrose.engine.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.windrose.engine.cluster.Cluster.Address;
import dev.windrose.filter.Peer;
import dev.windrose.model.ClusterId;
import dev.windrose.model.ClusterSpec;
import dev.windrose.model.ClusterSpec.EndpointSpec;
import dev.windrose.model.ClusterSpec.Endpoints;
import dev.windrose.model.ClusterSpec.UpstreamProtocol;
import dev.windrose.model.ClusterSpec.UpstreamTls;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ClusterTest {
    private static final Duration ONE = Duration.ofSeconds(1);
    private static final Duration TWO = Duration.ofSeconds(2);

    @Test
    void anotherTimeoutOrHostLeavesTheConnectionsOfTheOthers() {
        Cluster before = new Cluster(fixed(ONE, "192.0.2.1", "192.0.2.2"));
        before.endpoints().getFirst().started();

        Cluster after = new Cluster(fixed(TWO, "192.0.2.2", "192.0.2.3", "192.0.2.1"), null, before);
        before.replacedBy(after);

        assertThat(after.endpoints().getFirst().site())
                .isSameAs(before.endpoints().getLast().site());
        assertThat(after.endpoints().getLast().site())
                .isSameAs(before.endpoints().getFirst().site());
        assertThat(after.endpoints()).extracting(Endpoint::active).containsExactly(0, 0, 1);
        before.endpoints().getFirst().ended();
        assertThat(after.endpoints().getLast().active()).isZero();
        assertThat(after.endpoints()).noneMatch(endpoint -> endpoint.site().isLeft());
    }

    @Test
    void anotherWayOfSpeakingTakesNoConnectionOver() {
        Cluster before = new Cluster(fixed(ONE, "192.0.2.1"));
        Endpoints endpoints = before.spec().endpoints();
        UpstreamTls tls = new UpstreamTls("a.test", null, true, null);
        for (ClusterSpec other : List.of(
                new ClusterSpec(before.spec().id(), endpoints, UpstreamProtocol.HTTP2, null, ONE),
                new ClusterSpec(before.spec().id(), endpoints, UpstreamProtocol.AUTO, tls, ONE))) {
            Cluster after = new Cluster(other, null, before);
            assertThat(after.endpoints().getFirst().site())
                    .isNotSameAs(before.endpoints().getFirst().site());
            before.replacedBy(after);
            assertThat(before.endpoints().getFirst().site().isLeft()).isTrue();
        }
    }

    @Test
    void endpointsComeAndGoWhileTheOthersStayTheSame() {
        Cluster cluster = new Cluster(fixed(ONE, "192.0.2.1", "192.0.2.2"));
        Endpoint stays = cluster.endpoints().getLast();
        Endpoint goes = cluster.endpoints().getFirst();

        cluster.take(fixed(ONE, "192.0.2.2", "192.0.2.3"));

        assertThat(cluster.endpoints()).extracting(Object::toString).containsExactly("192.0.2.2:80", "192.0.2.3:80");
        assertThat(cluster.endpoints().getFirst()).isSameAs(stays);
        assertThat(stays.site().isLeft()).isFalse();
        assertThat(goes.site().isLeft()).isTrue();
        assertThat(cluster.spec()).isEqualTo(fixed(ONE, "192.0.2.2", "192.0.2.3"));
    }

    @Test
    void moreThanAddressesIsAnotherCluster() {
        Cluster cluster = new Cluster(fixed(ONE, "192.0.2.1"));
        assertThat(cluster.canTake(fixed(TWO, "192.0.2.1"))).isFalse();
        assertThat(cluster.canTake(named(ONE, 80, "a.test"))).isFalse();
        assertThatIllegalArgumentException().isThrownBy(() -> cluster.take(fixed(TWO, "192.0.2.1")));
    }

    @Test
    void namesHaveTheirLastAddressesWhenAClusterIsEdited() {
        Cluster before = new Cluster(named(ONE, 80, "a.test"));
        InetSocketAddress six = new InetSocketAddress("2001:db8::1", 80);
        before.update(List.of(new Address("a.test", six, new InetSocketAddress("192.0.2.1", 80))));

        Cluster slower = new Cluster(named(TWO, 80, "b.test", "A.test"), null, before);
        assertThat(slower.endpoints()).extracting(Endpoint::address).containsExactly(six);

        Cluster moved = new Cluster(named(ONE, 81, "a.test"), null, before);
        Endpoint endpoint = moved.endpoints().getFirst();
        assertThat(endpoint.address()).isEqualTo(new InetSocketAddress("2001:db8::1", 81));
        assertThat(endpoint.alternative()).isEqualTo(new InetSocketAddress("192.0.2.1", 81));
        assertThat(endpoint.site()).isNotSameAs(before.endpoints().getFirst().site());
    }

    @Test
    void twoNamesAtOneAddressStayTwoEndpoints() {
        Cluster cluster = new Cluster(named(ONE, 80, "a.test", "b.test"));
        InetSocketAddress one = new InetSocketAddress("192.0.2.1", 80);
        cluster.update(List.of(new Address("a.test", one), new Address("b.test", one)));
        cluster.update(List.of(new Address("a.test", one), new Address("b.test", one)));
        assertThat(cluster.endpoints()).extracting(Endpoint::host).containsExactly("a.test", "b.test");
    }

    @Test
    void whatClientsMeantIsTakenOverToo() {
        Cluster before = new Cluster(spec(new Endpoints.Original(), ONE));
        Peer peer = new Meaning(new InetSocketAddress("192.0.2.1", 80));
        Endpoint meant = Objects.requireNonNull(before.pick(peer));
        Cluster after = new Cluster(spec(new Endpoints.Original(), TWO), null, before);
        assertThat(Objects.requireNonNull(after.pick(peer)).site()).isSameAs(meant.site());
        before.replacedBy(null);
        assertThat(meant.site().isLeft()).isTrue();
    }

    private static ClusterSpec fixed(Duration connectTimeout, String... addresses) {
        return spec(new Endpoints.Fixed(at(80, addresses)), connectTimeout);
    }

    private static ClusterSpec named(Duration connectTimeout, int port, String... hosts) {
        return spec(new Endpoints.Named(at(port, hosts)), connectTimeout);
    }

    private static List<EndpointSpec> at(int port, String... hosts) {
        return Stream.of(hosts).map(host -> new EndpointSpec(host, port)).toList();
    }

    private static ClusterSpec spec(Endpoints endpoints, Duration connectTimeout) {
        return new ClusterSpec(new ClusterId("test"), endpoints, UpstreamProtocol.AUTO, null, connectTimeout);
    }

    private record Meaning(InetSocketAddress originalDestination) implements Peer {
        @Override
        public InetSocketAddress remoteAddress() {
            return new InetSocketAddress("192.0.2.9", 1);
        }

        @Override
        public InetSocketAddress localAddress() {
            return new InetSocketAddress("192.0.2.8", 1);
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
}
