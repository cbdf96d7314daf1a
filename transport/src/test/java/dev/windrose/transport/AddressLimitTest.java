package dev.windrose.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windrose.engine.telemetry.ExchangeObserver;
import dev.windrose.model.Cidr;
import dev.windrose.model.ClusterSpec;
import dev.windrose.model.ConnectionPolicy;
import dev.windrose.model.ListenerSpec;
import dev.windrose.model.Model;
import dev.windrose.model.RouteTimeouts;
import dev.windrose.model.Security;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whom a connection counts for where an address may have two. */
@Timeout(60)
class AddressLimitTest {
    private static final ConnectionLimits TWO_OF_EACH = new ConnectionLimits(100, 100, 2, Duration.ofMinutes(1));
    private static final List<Cidr> NOBODY = List.of();
    private static final List<Cidr> LOOPBACK = List.of(Cidr.of("127.0.0.0/8"));

    private final TestBackend backend = TestBackend.echoing();
    private final TestGateway gateway =
            new TestGateway(backend.port(), Transport.Options.of(1).with(TWO_OF_EACH), ExchangeObserver.NONE);
    private final List<Socket> open = new ArrayList<>();

    @AfterEach
    void close() throws IOException {
        for (Socket each : open) {
            each.close();
        }
        gateway.close();
        backend.close();
    }

    @Test
    void anAddressHasNoMoreThanItsOwn() throws IOException {
        trust(NOBODY, NOBODY);
        assertThat(isServed("")).isTrue();
        assertThat(isServed("")).isTrue();
        assertThat(isServed("")).isFalse();
        assertThat(refused()).isEqualTo(1);
    }

    @Test
    void aTrustedProxyHasAsManyAsItLikes() throws IOException {
        trust(LOOPBACK, NOBODY);
        for (int i = 0; i < 5; i++) {
            assertThat(isServed("")).isTrue();
        }
        assertThat(refused()).isZero();
    }

    @Test
    void aBalancersConnectionCountsForWhomItIs() throws IOException {
        trust(NOBODY, LOOPBACK);
        for (int i = 0; i < 5; i++) {
            assertThat(isServed("PROXY TCP4 203.0.113." + i + " 192.0.2.1 5555 80\r\n"))
                    .isTrue();
        }
        assertThat(isServed("PROXY TCP4 203.0.113.0 192.0.2.1 5556 80\r\n")).isTrue();
        assertThat(isServed("PROXY TCP4 203.0.113.0 192.0.2.1 5557 80\r\n")).isFalse();
        assertThat(isServed("PROXY UNKNOWN\r\n")).as("the balancer's own").isTrue();
        assertThat(refused()).isEqualTo(1);
    }

    @Test
    void aTrustedProxyBehindABalancerHasAsManyAsItLikes() throws IOException {
        trust(List.of(Cidr.of("203.0.113.0/24")), LOOPBACK);
        for (int i = 0; i < 5; i++) {
            assertThat(isServed("PROXY TCP4 203.0.113.9 192.0.2.1 5555 80\r\n")).isTrue();
        }
        assertThat(refused()).isZero();
    }

    @Test
    void aNetworkOf64BitsOfIpv6CountsAsOne() throws IOException {
        trust(NOBODY, LOOPBACK);
        assertThat(isServed("PROXY TCP6 2001:db8:0:1::1 2001:db8::1 5555 80\r\n"))
                .isTrue();
        assertThat(isServed("PROXY TCP6 2001:db8:0:1:ffff::2 2001:db8::1 5555 80\r\n"))
                .isTrue();
        assertThat(isServed("PROXY TCP6 2001:db8:0:1:8000::3 2001:db8::1 5555 80\r\n"))
                .isFalse();
        assertThat(isServed("PROXY TCP6 2001:db8:0:2::1 2001:db8::1 5555 80\r\n"))
                .isTrue();
        assertThat(refused()).isEqualTo(1);
    }

    private long refused() {
        return gateway.transport().refused().getOrDefault("address_limit", -1L);
    }

    private void trust(List<Cidr> proxies, List<Cidr> balancers) {
        Model model = TestGateway.model(
                backend.port(),
                RouteTimeouts.NONE,
                new Security.Plaintext(),
                Map.of(),
                ClusterSpec.UpstreamProtocol.HTTP1);
        ListenerSpec plain = model.listeners().getFirst();
        ListenerSpec listener = new ListenerSpec(
                plain.id(),
                plain.binding(),
                plain.security(),
                plain.protocol(),
                new ConnectionPolicy(proxies, balancers));
        gateway.apply(new Model(List.of(listener), model.routeTables(), model.clusters(), Map.of()));
    }

    /** Asks on a connection that then stays. */
    private boolean isServed(String before) throws IOException {
        Socket socket = gateway.connect();
        open.add(socket);
        try {
            socket.getOutputStream()
                    .write((before + "GET / HTTP/1.1\r\nHost: a\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1));
            return TestBackend.readHead(socket.getInputStream()).startsWith("HTTP/1.1 200");
        } catch (java.net.SocketException closed) {
            return false;
        }
    }
}
