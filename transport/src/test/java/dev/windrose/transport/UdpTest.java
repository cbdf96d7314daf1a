package dev.windrose.transport;

import static dev.windrose.transport.Places.fixed;
import static dev.windrose.transport.Places.port;
import static dev.windrose.transport.Places.to;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.windrose.engine.telemetry.ExchangeObserver;
import dev.windrose.model.ClusterSpec.Endpoints;
import dev.windrose.model.ClusterSpec.UpstreamProtocol;
import dev.windrose.model.ClusterSpec.UpstreamTls;
import dev.windrose.model.Destination;
import dev.windrose.model.ListenerId;
import dev.windrose.model.Protocol;
import dev.windrose.model.Security;
import dev.windrose.transport.loop.IoKind;
import dev.windrose.transport.udp.UdpCounts;
import dev.windrose.transport.udp.UdpCounts.Direction;
import dev.windrose.transport.udp.UdpCounts.Drop;
import dev.windrose.transport.udp.UdpLimits;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Datagrams through a proxy, by real sockets on both sides. */
class UdpTest {
    private static final Security CLEAR = new Security.Plaintext();

    private final Places places = new Places();

    @AfterEach
    void close() {
        places.close();
    }

    @ParameterizedTest
    @EnumSource(
            value = IoKind.class,
            names = {"EPOLL", "NIO"})
    void eachClientTalksToTheServiceThroughASessionOfItsOwn(IoKind io) throws Exception {
        try (Echo echo = new Echo("e")) {
            Transport.Options two = Transport.Options.of(2).with(io);
            Places.Place place = places.run(draft(to("echo"), echo.port()), two, ExchangeObserver.NONE);
            for (int i = 0; i < 20; i++) {
                try (Client client = new Client(place.at("udp"))) {
                    assertThat(client.ask("one " + i)).isEqualTo("e:one " + i);
                    assertThat(client.ask("two " + i)).isEqualTo("e:two " + i);
                }
            }
            assertThat(echo.peers).hasSize(20);
            UdpCounts counts = counts(place);
            assertThat(counts.sessions()).isEqualTo(20);
            assertThat(counts.datagrams(Direction.IN)).isEqualTo(40);
            assertThat(counts.datagrams(Direction.OUT)).isEqualTo(40);
            assertThat(counts.bytes(Direction.OUT)).isEqualTo(counts.bytes(Direction.IN) + 2 * 40);
        }
    }

    @Test
    void theLargestDatagramPassesWhole() throws Exception {
        byte[] large = new byte[65_000];
        new Random(3).nextBytes(large);
        try (Echo echo = new Echo("")) {
            Places.Place place = places.run(draft(to("echo"), echo.port()), null);
            try (Client client = new Client(place.at("udp"))) {
                assertThat(client.ask(large)).isEqualTo(large);
            }
        }
    }

    @Test
    void aSessionKeepsItsEndpointAndTheNextMayDrawAnother() throws Exception {
        try (Echo one = new Echo("1");
                Echo two = new Echo("2")) {
            Destination both = new Destination.Weighted(List.of(share(1, to("one")), share(1, to("two"))));
            Places.Place place = places.run(
                    new Places.Draft()
                            .listener("udp", port(), CLEAR, new Protocol.Udp(both))
                            .cluster("one", fixed(one.port()), UpstreamProtocol.TCP, null)
                            .cluster("two", fixed(two.port()), UpstreamProtocol.TCP, null),
                    null);
            int first = 0;
            for (int i = 0; i < 100; i++) {
                try (Client client = new Client(place.at("udp"))) {
                    String answer = client.ask("x");
                    assertThat(client.ask("x")).isEqualTo(answer);
                    assertThat(client.ask("x")).isEqualTo(answer);
                    first += answer.startsWith("1") ? 1 : 0;
                }
            }
            assertThat(first).isBetween(25, 75);
        }
    }

    @Test
    void whatLeadsNowhereIsDroppedAndCounted() throws Exception {
        Destination fail = new Destination.Fail(500, "no such backend");
        Places.Place place = places.run(
                new Places.Draft()
                        .listener("fail", port(), CLEAR, new Protocol.Udp(fail))
                        .listener("empty", port(), CLEAR, new Protocol.Udp(to("empty")))
                        .listener("tls", port(), CLEAR, new Protocol.Udp(to("tls")))
                        .cluster("empty", new Endpoints.Fixed(List.of()), UpstreamProtocol.TCP, null)
                        .cluster("tls", fixed(9), UpstreamProtocol.TCP, new UpstreamTls("a.test", null, true, null)),
                null);
        for (String listener : List.of("fail", "empty", "tls")) {
            try (Client client = new Client(place.at(listener))) {
                client.send("x");
                client.send("x");
                UdpCounts counts =
                        Objects.requireNonNull(place.transport().datagrams().get(new ListenerId(listener)));
                until(() -> counts.dropped(Drop.NO_DESTINATION) == 2);
                assertThat(counts.sessions()).isZero();
            }
        }
    }

    @Test
    void aServiceThatIsNotThereEndsTheSession() throws Exception {
        int gone;
        try (Echo echo = new Echo("")) {
            gone = echo.port();
        }
        Places.Place place = places.run(draft(to("echo"), gone), null);
        try (Client client = new Client(place.at("udp"))) {
            client.send("x");
            until(() -> counts(place).sessionsBegun() == 1 && counts(place).sessions() == 0);
            assertThat(counts(place).dropped(Drop.UNREACHABLE)).isEqualTo(1);
        }
    }

    @Test
    void aSilentSessionEndsAndTheClientGetsAnother() throws Exception {
        try (Echo echo = new Echo("")) {
            Transport.Options impatient = Transport.Options.of(1).with(new UdpLimits(10, Duration.ofMillis(100)));
            Places.Place place = places.run(draft(to("echo"), echo.port()), impatient, ExchangeObserver.NONE);
            try (Client client = new Client(place.at("udp"))) {
                assertThat(client.ask("x")).isEqualTo(":x");
                until(() -> counts(place).sessions() == 0);
                assertThat(client.ask("x")).isEqualTo(":x");
                assertThat(counts(place).sessionsBegun()).isEqualTo(2);
            }
        }
    }

    @Test
    void sessionsAreBounded() throws Exception {
        try (Echo echo = new Echo("")) {
            Transport.Options two = Transport.Options.of(1).with(new UdpLimits(2, Duration.ofMinutes(1)));
            Places.Place place = places.run(draft(to("echo"), echo.port()), two, ExchangeObserver.NONE);
            List<Client> clients = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                Client client = new Client(place.at("udp"));
                clients.add(client);
                client.send("x");
            }
            until(() -> counts(place).datagrams(Direction.IN) == 50);
            assertThat(counts(place).sessions()).isLessThanOrEqualTo(2);
            assertThat(counts(place).dropped(Drop.SESSION_LIMIT)).isPositive();
            clients.forEach(Client::close);
        }
    }

    @Test
    void anotherDestinationHoldsForClientsOfBeforeToo() throws Exception {
        try (Echo one = new Echo("1");
                Echo two = new Echo("2")) {
            Places.Place place = places.run(draft(to("echo"), one.port()), null);
            try (Client client = new Client(place.at("udp"))) {
                assertThat(client.ask("x")).isEqualTo("1:x");
                Places.Draft next = new Places.Draft()
                        .listener("udp", port(), CLEAR, new Protocol.Udp(to("two")))
                        .cluster("two", fixed(two.port()), UpstreamProtocol.TCP, null);
                place.apply(next);
                until(() -> counts(place).sessions() == 0);
                assertThat(client.ask("x")).isEqualTo("2:x");
            }
        }
    }

    @Test
    void drainingWaitsForAnAnswerThatIsUnderWay() throws Exception {
        try (DatagramSocket service = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            Places.Place place = places.run(draft(to("echo"), service.getLocalPort()), null);
            try (Client client = new Client(place.at("udp"))) {
                client.send("question");
                DatagramPacket question = new DatagramPacket(new byte[100], 100);
                service.receive(question);
                Thread drain = Thread.ofVirtual().start(() -> drain(place));
                until(() -> place.transport().datagrams().isEmpty());
                service.send(new DatagramPacket(question.getData(), 3, question.getSocketAddress()));
                assertThat(client.receive()).isEqualTo("que".getBytes(StandardCharsets.US_ASCII));
                drain.join();
            }
        }
    }

    private static void drain(Places.Place place) {
        try {
            place.transport().drain(Duration.ofSeconds(20));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void drainingClosesWhatWaitsForNothing() throws Exception {
        try (Echo echo = new Echo("")) {
            Places.Place place = places.run(draft(to("echo"), echo.port()), null);
            InetSocketAddress address = place.at("udp");
            try (Client client = new Client(address)) {
                assertThat(client.ask("x")).isEqualTo(":x");
                UdpCounts counts = counts(place);
                assertThat(place.transport().drain(Duration.ofSeconds(20))).isZero();
                assertThat(counts.sessions()).isZero();
                try (DatagramSocket free = new DatagramSocket(address)) {
                    assertThat(free.isBound()).isTrue();
                }
            }
        }
    }

    @Test
    void aPortThatIsTakenIsAProblem() throws Exception {
        try (DatagramSocket taken = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            Places.Draft draft = new Places.Draft()
                    .listener(
                            "udp",
                            new dev.windrose.model.Binding.Port("127.0.0.1", taken.getLocalPort()),
                            CLEAR,
                            new Protocol.Udp(new Destination.Fail(500, "none")));
            assertThatThrownBy(() -> places.run(draft, null)).hasMessageContaining("udp");
        }
    }

    // ---- means

    private static Places.Draft draft(Destination destination, int echo) {
        return new Places.Draft()
                .listener("udp", port(), CLEAR, new Protocol.Udp(destination))
                .cluster("echo", fixed(echo), UpstreamProtocol.TCP, null);
    }

    private static Destination.Share share(int weight, Destination destination) {
        return new Destination.Share(weight, destination, List.of());
    }

    private static UdpCounts counts(Places.Place place) {
        return Objects.requireNonNull(place.transport().datagrams().get(new ListenerId("udp")));
    }

    /** Looks until something is so; what never is fails the test. */
    private static void until(BooleanSupplier what) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!what.getAsBoolean()) {
            assertThat(System.nanoTime()).as("time").isLessThan(deadline);
            Thread.onSpinWait();
        }
    }

    /** Answers each datagram with itself, its name in front. */
    private static final class Echo implements AutoCloseable {
        private final DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        private final String name;
        final Set<Integer> peers = new ConcurrentSkipListSet<>();

        Echo(String name) throws IOException {
            this.name = name;
            Thread.ofVirtual().start(this::serve);
        }

        private void serve() {
            try {
                while (true) {
                    DatagramPacket packet = new DatagramPacket(new byte[65_535], 65_535);
                    socket.receive(packet);
                    peers.add(packet.getPort());
                    byte[] prefix = (packet.getLength() > 1000 ? "" : name + ":").getBytes(StandardCharsets.US_ASCII);
                    byte[] answer = new byte[prefix.length + packet.getLength()];
                    System.arraycopy(prefix, 0, answer, 0, prefix.length);
                    System.arraycopy(packet.getData(), 0, answer, prefix.length, packet.getLength());
                    socket.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
                }
            } catch (IOException _) {
                // closed: the test is over
            }
        }

        int port() {
            return socket.getLocalPort();
        }

        @Override
        public void close() {
            socket.close();
        }
    }

    private static final class Client implements AutoCloseable {
        private final DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        private final InetSocketAddress to;

        Client(InetSocketAddress to) throws IOException {
            this.to = to;
            socket.setSoTimeout(20_000);
        }

        void send(String text) throws IOException {
            byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
            socket.send(new DatagramPacket(bytes, bytes.length, to));
        }

        String ask(String text) throws IOException {
            return new String(ask(text.getBytes(StandardCharsets.US_ASCII)), StandardCharsets.US_ASCII);
        }

        byte[] ask(byte[] bytes) throws IOException {
            socket.send(new DatagramPacket(bytes, bytes.length, to));
            return receive();
        }

        byte[] receive() throws IOException {
            DatagramPacket answer = new DatagramPacket(new byte[65_535], 65_535);
            try {
                socket.receive(answer);
            } catch (SocketTimeoutException e) {
                throw new AssertionError("no answer", e);
            }
            assertThat(answer.getSocketAddress()).isEqualTo(to);
            return java.util.Arrays.copyOf(answer.getData(), answer.getLength());
        }

        @Override
        public void close() {
            socket.close();
        }
    }
}
