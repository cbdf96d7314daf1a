package dev.windrose.transport.proxyprotocol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windrose.transport.Fuzz;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.ByteArrayOutputStream;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Whatever comes instead of the header: the connection begins once or ends, and what follows the header passes as it came. */
class ProxyProtocolFuzzTest {
    private static final InetSocketAddress SOCKET = new InetSocketAddress("198.51.100.1", 1);
    private static final String SIGNATURE = "0d0a0d0a000d0a515549540a";
    private static final byte[] BODY = ascii("GET / HTTP/1.1\r\n\r\n");
    private static final byte[][] SEEDS = {
        ascii("PROXY TCP4 192.0.2.9 192.0.2.1 4711 443\r\nGET / HTTP/1.1\r\n\r\n"),
        ascii("PROXY TCP6 2001:db8::9 2001:db8::1 4711 443\r\nGET / HTTP/1.1\r\n\r\n"),
        ascii("PROXY UNKNOWN\r\nGET / HTTP/1.1\r\n\r\n"),
        second("2111000c" + "c0000209c0000201126701bb"),
        second("21210024" + "20010db8000000000000000000000009" + "20010db8000000000000000000000001" + "126701bb"),
        second("20000000"),
        second("21110013" + "c0000209c0000201126701bb" + "04000401020304"),
        second("21310000"),
    };

    @Test
    void aHeaderIsReadOnceOrTheConnectionEnds() {
        Fuzz fuzz = new Fuzz(20_000);
        int begun = 0;
        int named = 0;
        while (fuzz.next()) {
            byte[] bytes = fuzz.mutate(SEEDS);
            String told = fuzz.told(bytes);
            List<InetSocketAddress> clients = new ArrayList<>();
            EmbeddedChannel channel = new Socketlike(client -> clients.add(ProxyProtocolHandler.clientAddress(client)));
            int cut = fuzz.random.nextInt(bytes.length + 1);
            channel.writeInbound(Unpooled.copiedBuffer(bytes, 0, cut));
            if (channel.isOpen()) {
                channel.writeInbound(Unpooled.copiedBuffer(bytes, cut, bytes.length - cut));
            }
            channel.checkException();
            assertThat(clients).as(told).hasSizeLessThan(2);
            byte[] passed = passed(channel);
            if (clients.isEmpty()) {
                assertThat(passed).as(told).isEmpty();
            } else {
                begun++;
                named += clients.getFirst().equals(SOCKET) ? 0 : 1;
                assertThat(channel.isOpen()).as(told).isTrue();
                byte[] rest = Arrays.copyOfRange(bytes, bytes.length - passed.length, bytes.length);
                assertThat(passed).as(told).isEqualTo(rest);
            }
            channel.finishAndReleaseAll();
        }
        assertThat(begun).isGreaterThan(5_000);
        assertThat(named).isBetween(2_000, begun - 1_000);
    }

    private static byte[] passed(EmbeddedChannel channel) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (ByteBuf part = channel.readInbound(); part != null; part = channel.readInbound()) {
            byte[] bytes = new byte[part.readableBytes()];
            part.readBytes(bytes);
            all.writeBytes(bytes);
            part.release();
        }
        return all.toByteArray();
    }

    /** A channel whose peer has an address. */
    private static final class Socketlike extends EmbeddedChannel {
        Socketlike(java.util.function.Consumer<Channel> next) {
            super(new ProxyProtocolHandler(next));
        }

        @Override
        protected SocketAddress remoteAddress0() {
            return SOCKET;
        }
    }

    private static byte[] second(String rest) {
        byte[] header = HexFormat.of().parseHex(SIGNATURE + rest);
        byte[] all = Arrays.copyOf(header, header.length + BODY.length);
        System.arraycopy(BODY, 0, all, header.length, BODY.length);
        return all;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
