package dev.windrose.transport;

import dev.windrose.model.Binding;
import dev.windrose.model.ClusterSpec.UpstreamProtocol;
import dev.windrose.model.Protocol;
import dev.windrose.model.Security;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

/** Runs inside a network namespace: a service, a proxy that listens at a wildcard, and a client that asks at one of several addresses. */
final class UdpAddressClient {
    private static final int PORT = 5300;

    private UdpAddressClient() {}

    /** The wildcard, the client's address and the one that it asks. Prints the answer. */
    public static void main(String[] arguments) throws IOException {
        try (DatagramSocket service = new DatagramSocket(0, InetAddress.getLoopbackAddress());
                Places places = new Places();
                DatagramSocket client = new DatagramSocket(new InetSocketAddress(arguments[1], 0))) {
            Thread.ofVirtual().start(() -> answer(service));
            places.runRedirected(new Places.Draft()
                    .listener(
                            "udp",
                            new Binding.Port(arguments[0], PORT),
                            new Security.Plaintext(),
                            new Protocol.Udp(Places.to("echo")))
                    .cluster("echo", Places.fixed(service.getLocalPort()), UpstreamProtocol.TCP, null));
            // Connected, it takes nothing from another address, as clients do.
            client.connect(new InetSocketAddress(arguments[2], PORT));
            client.setSoTimeout(10_000);
            byte[] question = "hello".getBytes(StandardCharsets.US_ASCII);
            client.send(new DatagramPacket(question, question.length));
            DatagramPacket answer = new DatagramPacket(new byte[100], 100);
            client.receive(answer);
            System.out.println(
                    "answered: " + new String(answer.getData(), 0, answer.getLength(), StandardCharsets.US_ASCII));
        }
    }

    private static void answer(DatagramSocket service) {
        try {
            DatagramPacket packet = new DatagramPacket(new byte[100], 100);
            service.receive(packet);
            byte[] text = ("e:" + new String(packet.getData(), 0, packet.getLength(), StandardCharsets.US_ASCII))
                    .getBytes(StandardCharsets.US_ASCII);
            service.send(new DatagramPacket(text, text.length, packet.getSocketAddress()));
        } catch (IOException _) {
            // closed: the client will tell that no answer came
        }
    }
}
