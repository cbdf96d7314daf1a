package dev.windrose.transport;

import dev.windrose.model.Binding;
import dev.windrose.model.Binding.Direction;
import dev.windrose.model.Destination;
import dev.windrose.model.ListenerId;
import dev.windrose.model.Security;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** Runs inside a network namespace: an app, a proxy, and a client whose connection to the app the kernel redirects to the proxy. */
final class RedirectedClient {
    private static final int CAPTURE = 15001;
    private static final int APP = 8080;

    private RedirectedClient() {}

    /** The client's address, the app's, and that of the machine itself; all of one family. Prints what the client read and who the app saw. */
    public static void main(String[] arguments) throws Exception {
        InetAddress client = InetAddress.getByName(arguments[0]);
        InetAddress app = InetAddress.getByName(arguments[1]);
        String loopback = arguments[2];
        redirect(client);
        try (Places places = new Places();
                ServerSocket server = new ServerSocket(APP, 10, app)) {
            Thread.ofVirtual().start(() -> serve(server));
            Transport transport = places.runRedirected(new Places.Draft()
                    .listener(
                            "out",
                            new Binding.Captured(Direction.OUTBOUND, loopback, CAPTURE),
                            new Security.Plaintext(),
                            Places.tcp(new Destination.OriginalAddress())));
            System.out.println("redirected: " + ask(new InetSocketAddress(app, APP), client));
            System.out.println("captured: " + transport.accepted().get(new ListenerId("out")));
            System.out.println("direct: " + ask(new InetSocketAddress(InetAddress.getByName(loopback), CAPTURE), null));
        }
    }

    /** As capture does it, but for who is redirected: here a client by its address. */
    private static void redirect(InetAddress client) throws IOException, InterruptedException {
        String family = client.getAddress().length == 4 ? "ip" : "ip6";
        String rules = "table " + family + " windrose { chain out { type nat hook output priority -100; " + family
                + " saddr " + client.getHostAddress() + " tcp dport " + APP + " redirect to :" + CAPTURE + "; }; }";
        Process nft =
                new ProcessBuilder("nft", "-f", "-").redirectErrorStream(true).start();
        try (OutputStream in = nft.getOutputStream()) {
            in.write(rules.getBytes(StandardCharsets.US_ASCII));
        }
        String said = new String(nft.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (nft.waitFor() != 0) {
            throw new IOException("nft: " + said + " (expected: the package nftables, and to be root)");
        }
    }

    private static void serve(ServerSocket server) {
        while (!server.isClosed()) {
            try (Socket socket = server.accept()) {
                String seen = "app saw " + socket.getInetAddress().getHostAddress();
                socket.getOutputStream().write(seen.getBytes(StandardCharsets.US_ASCII));
            } catch (IOException _) {
                return;
            }
        }
    }

    private static String ask(InetSocketAddress where, @org.jspecify.annotations.Nullable InetAddress from) {
        try (Socket socket = new Socket()) {
            socket.setSoTimeout(10_000);
            socket.bind(new InetSocketAddress(from, 0));
            socket.connect(where, 10_000);
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        } catch (IOException e) {
            return String.valueOf(e.getMessage());
        }
    }
}
