package dev.windrose.transport;

import dev.windrose.model.ClusterSpec.UpstreamProtocol;
import dev.windrose.model.RouteMatch;
import dev.windrose.model.Security;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A gateway of one loop before a hostile endpoint and a good one, which somebody uses by {@code /good} all the time. */
final class Neighbourhood implements AutoCloseable {
    private final Places places = new Places();
    private final TestBackend good = TestBackend.answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
    private final InetSocketAddress address;
    private final Neighbour neighbour;

    Neighbourhood(int hostile, UpstreamProtocol protocol) {
        RouteMatch toGood = new RouteMatch(new RouteMatch.PathMatch.Prefix("/good"), null, List.of(), List.of());
        address = places.run(
                        new Places.Draft()
                                .listener("in", Places.port(), new Security.Plaintext(), Places.http("routes"))
                                .routes(
                                        "routes",
                                        Places.rule("good", toGood, Places.to("good")),
                                        Places.rule("all", RouteMatch.ANY, Places.to("hostile")))
                                .cluster("good", Places.fixed(good.port()), UpstreamProtocol.HTTP1, null)
                                .cluster("hostile", Places.fixed(hostile), protocol, null),
                        null)
                .at("in");
        neighbour = Neighbour.start(this::useOneConnection);
    }

    private void useOneConnection(Neighbour self) throws IOException {
        try (Socket socket = connect()) {
            while (!self.isOver()) {
                self.answered(
                        ask(socket, "GET /good HTTP/1.1\r\nHost: a\r\n\r\n").startsWith("HTTP/1.1 200"));
            }
        }
    }

    Socket connect() throws IOException {
        Socket socket = new Socket(address.getAddress(), address.getPort());
        socket.setSoTimeout(20_000);
        return socket;
    }

    /** Sends a request and reads its answer, which has a Content-Length. */
    static String ask(Socket socket, String request) throws IOException {
        socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
        InputStream in = socket.getInputStream();
        String head = TestBackend.readHead(in);
        int length = head.isEmpty() ? 0 : Integer.parseInt(head.replaceFirst("(?s).*content-length: (\\d+).*", "$1"));
        return head + new String(in.readNBytes(length), StandardCharsets.ISO_8859_1);
    }

    /** Sends a request on a connection of its own and reads until the gateway ends it, in order or not. */
    String askOnce(String request) throws IOException {
        StringBuilder answer = new StringBuilder();
        try (Socket socket = connect()) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            byte[] part = new byte[8 * 1024];
            for (int n = read(socket, part); n > 0; n = read(socket, part)) {
                answer.append(new String(part, 0, n, StandardCharsets.ISO_8859_1));
            }
        }
        return answer.toString();
    }

    private static int read(Socket socket, byte[] into) throws IOException {
        try {
            return socket.getInputStream().read(into);
        } catch (java.net.SocketException reset) {
            return -1;
        }
    }

    /** The neighbour goes on to be served, and nothing much is held back. */
    void check() {
        neighbour.check();
    }

    @Override
    public void close() {
        try (good;
                places) {
            neighbour.close();
        }
    }
}
