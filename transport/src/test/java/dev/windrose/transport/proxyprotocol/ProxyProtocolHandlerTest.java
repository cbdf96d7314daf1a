package dev.windrose.transport.proxyprotocol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windrose.model.Cidr;
import dev.windrose.model.ConnectionPolicy;
import dev.windrose.transport.tls.Loopback;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ProxyProtocolHandlerTest {
    private final Loopback loopback = new Loopback();
    private final InetSocketAddress address =
            loopback.serve(channel -> channel.pipeline().addLast(new ProxyProtocolHandler(this::answer)));

    @AfterEach
    void close() {
        loopback.close();
    }

    @Test
    void tellsTheClientThatTheHeaderNames() throws Exception {
        assertThat(exchange("PROXY TCP4 192.0.2.9 192.0.2.1 4711 443\r\nhello")).isEqualTo("/192.0.2.9:4711 hello");
    }

    @Test
    void closesWithoutAHeader() throws Exception {
        assertThat(exchange("GET / HTTP/1.1\r\nhost: a\r\n\r\n")).isEmpty();
    }

    @Test
    void expectsTheHeaderFromNamedAddressesOnly() {
        ConnectionPolicy policy = new ConnectionPolicy(List.of(), List.of(Cidr.of("192.0.2.0/24")));

        assertThat(ProxyProtocolHandler.isExpected(policy, new InetSocketAddress("192.0.2.5", 1)))
                .isTrue();
        assertThat(ProxyProtocolHandler.isExpected(policy, new InetSocketAddress("198.51.100.5", 1)))
                .isFalse();
        assertThat(ProxyProtocolHandler.isExpected(ConnectionPolicy.DEFAULT, new InetSocketAddress("192.0.2.5", 1)))
                .isFalse();
    }

    private String exchange(String sent) throws Exception {
        try (Socket socket = new Socket(address.getAddress(), address.getPort())) {
            socket.setSoTimeout(5_000);
            socket.getOutputStream().write(sent.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readNBytes(1024), StandardCharsets.US_ASCII);
        } catch (java.net.SocketException e) {
            // Closed with bytes unread.
            return "";
        }
    }

    private void answer(Channel channel) {
        channel.pipeline().addLast(new SimpleChannelInboundHandler<ByteBuf>() {
            @Override
            protected void channelRead0(ChannelHandlerContext ctx, ByteBuf data) {
                String text = ProxyProtocolHandler.clientAddress(ctx.channel()) + " "
                        + data.toString(StandardCharsets.US_ASCII);
                ctx.writeAndFlush(ctx.alloc().buffer().writeBytes(text.getBytes(StandardCharsets.US_ASCII)))
                        .addListener(_ -> ctx.close());
            }
        });
    }
}
