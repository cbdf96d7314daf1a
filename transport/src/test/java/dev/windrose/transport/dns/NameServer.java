package dev.windrose.transport.dns;

import io.netty.resolver.dns.DnsServerAddressStreamProvider;
import io.netty.resolver.dns.SequentialDnsServerAddressStreamProvider;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A name server on loopback (RFC 1035 over UDP) that answers as a test says and counts what it was asked. */
final class NameServer implements AutoCloseable {
    private static final int A = 1;
    private static final int AAAA = 28;
    private static final int HEADER = 12;

    private final DatagramSocket socket =
            new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    private final Map<String, Answer> answers = new HashMap<>();
    private final Map<String, Integer> questions = new HashMap<>();

    private record Answer(int code, int ttl, List<byte[]> addresses) {}

    NameServer() throws IOException {
        Thread.ofVirtual().start(this::serve);
    }

    DnsServerAddressStreamProvider provider() {
        return new SequentialDnsServerAddressStreamProvider((InetSocketAddress) socket.getLocalSocketAddress());
    }

    /** {@code name} ends with a dot. */
    synchronized void answer(String name, int ttl, String... addresses) throws UnknownHostException {
        List<byte[]> all = new ArrayList<>();
        for (String address : addresses) {
            all.add(InetAddress.getByName(address).getAddress());
        }
        answers.put(name, new Answer(0, ttl, all));
    }

    /** {@code code} is the RCODE: 2 is SERVFAIL, 3 NXDOMAIN. */
    synchronized void fail(String name, int code) {
        answers.put(name, new Answer(code, 0, List.of()));
    }

    synchronized int questions(String name) {
        return questions.getOrDefault(name, 0);
    }

    synchronized void awaitQuestions(String name, int count) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (questions(name) < count) {
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                throw new AssertionError(name + " was asked for " + questions(name) + " times");
            }
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
    }

    private void serve() {
        byte[] bytes = new byte[512];
        try {
            while (true) {
                DatagramPacket packet = new DatagramPacket(bytes, bytes.length);
                socket.receive(packet);
                byte[] reply = reply(Arrays.copyOf(bytes, packet.getLength()));
                socket.send(new DatagramPacket(reply, reply.length, packet.getSocketAddress()));
            }
        } catch (IOException _) {
            // closed: the test is over
        }
    }

    private synchronized byte[] reply(byte[] question) {
        StringBuilder name = new StringBuilder();
        int at = HEADER;
        while (question[at] != 0) {
            name.append(new String(question, at + 1, question[at], StandardCharsets.US_ASCII))
                    .append('.');
            at += question[at] + 1;
        }
        int type = question[at + 2];
        int end = at + 5;
        questions.merge(name.toString(), 1, Integer::sum);
        notifyAll();
        Answer answer = answers.getOrDefault(name.toString(), new Answer(0, 0, List.of()));
        List<byte[]> fitting = answer.addresses().stream()
                .filter(address -> type == (address.length == 4 ? A : AAAA))
                .toList();
        ByteBuffer reply = ByteBuffer.allocate(512).put(question, 0, end);
        reply.putShort(2, (short) (0x8580 | answer.code()))
                .putShort(6, (short) fitting.size())
                .putInt(8, 0);
        for (byte[] address : fitting) {
            // The name by a pointer to the question's, the type, class IN.
            reply.putShort((short) (0xc000 | HEADER)).putShort((short) type).putShort((short) 1);
            reply.putInt(answer.ttl()).putShort((short) address.length).put(address);
        }
        return Arrays.copyOf(reply.array(), reply.position());
    }

    @Override
    public void close() {
        socket.close();
    }
}
