package dev.windrose.kubernetes;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.util.List;

/** Which addresses this machine has. */
final class Reachable {
    private static final int HTTPS = 443;

    private Reachable() {}

    /** Whether an address can be listened on here, tried with a port that is free. */
    static boolean canListen(String address) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(InetAddress.ofLiteral(address), 0));
            return true;
        } catch (IOException | IllegalArgumentException _) {
            return false;
        }
    }

    /** The address by which this machine reaches the API server, and so the cluster this machine. Sends nothing. */
    static List<String> towards(URI server) {
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.connect(new InetSocketAddress(server.getHost(), server.getPort() < 0 ? HTTPS : server.getPort()));
            return List.of(socket.getLocalAddress().getHostAddress());
        } catch (IOException | RuntimeException _) {
            return List.of();
        }
    }
}
