package dev.windrose.transport;

import static dev.windrose.transport.Places.fixed;
import static dev.windrose.transport.Places.http;
import static dev.windrose.transport.Places.port;
import static dev.windrose.transport.Places.rule;
import static dev.windrose.transport.Places.to;
import static org.assertj.core.api.Assertions.assertThat;

import dev.windrose.model.CertificateSpec;
import dev.windrose.model.ClusterSpec.UpstreamProtocol;
import dev.windrose.model.HostPattern;
import dev.windrose.model.ListenerId;
import dev.windrose.model.RouteMatch;
import dev.windrose.model.Security;
import dev.windrose.transport.tls.Handshakes.Result;
import dev.windrose.transport.tls.ServerTls;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;

/** How long a client may come back with a ticket: the key of it is replaced every few hours, and the two before are still known. */
class TicketRotationTest {
    private static final ListenerId LISTENER = new ListenerId("in");

    @Test
    void everyPeriodReplacesOneKey() {
        List<Long> rotations = new ArrayList<>();
        ManualClock clock = new ManualClock();
        TicketRotation rotation = new TicketRotation(clock.getAsLong(), () -> rotations.add(0L));
        long start = clock.getAsLong();
        long period = ServerTls.TICKET_ROTATION.toNanos();
        rotation.sweep(start + period - 1);
        assertThat(rotations).isEmpty();
        rotation.sweep(start + period);
        assertThat(rotations).hasSize(1);
        rotation.sweep(start + 2 * period - 1);
        assertThat(rotations).hasSize(1);
        rotation.sweep(start + 5 * period);
        assertThat(rotations).hasSize(5);
    }

    @Test
    void aTicketIsGoodForTwoPeriodsAndNotForThree() throws Exception {
        ManualClock clock = new ManualClock();
        try (Places places = new Places();
                TestBackend app = TestBackend.echoing()) {
            Places.Place place = places.runBy(clock, draft(places, app.port()));
            SSLContext client = TlsClients.context(places.authority.root(), null);
            visit(place, client);
            assertThat(resumed(place)).isZero();
            // Every visit brings a new ticket, by the newest key.
            clock.advance(ServerTls.TICKET_ROTATION.multipliedBy(2), place.transport());
            visit(place, client);
            assertThat(resumed(place)).isEqualTo(1);
            clock.advance(ServerTls.TICKET_ROTATION.multipliedBy(3), place.transport());
            visit(place, client);
            assertThat(resumed(place)).isEqualTo(1);
            visit(place, client);
            assertThat(resumed(place)).isEqualTo(2);
        }
    }

    private static Places.Draft draft(Places places, int app) throws Exception {
        CertificateSpec own = places.authority.leaf("web", "EC", "web.test");
        Security.ServerName name = new Security.ServerName(new HostPattern("web.test"), List.of(own.id()));
        return new Places.Draft()
                .certificate(own)
                .listener(
                        LISTENER.value(),
                        port(),
                        new Security.Terminate(List.of(name), Security.TlsSettings.DEFAULT),
                        http("routes"))
                .routes("routes", rule("all", RouteMatch.ANY, to("app")))
                .cluster("app", fixed(app), UpstreamProtocol.HTTP1, null);
    }

    private static void visit(Places.Place place, SSLContext context) throws Exception {
        try (SSLSocket socket =
                TlsClients.offering(TlsClients.connect(context, place.at("in"), "web.test"), "http/1.1")) {
            socket.setEnabledProtocols(new String[] {"TLSv1.3"});
            socket.setSoTimeout((int) Duration.ofMinutes(1).toMillis());
            socket.getOutputStream()
                    .write("GET / HTTP/1.1\r\nHost: web.test\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            assertThat(TestBackend.readHead(socket.getInputStream())).startsWith("HTTP/1.1 200");
        }
    }

    private static long resumed(Places.Place place) {
        return Objects.requireNonNull(place.transport().handshakes().get(LISTENER))
                .counts()
                .getOrDefault(Result.RESUMED, -1L);
    }
}
