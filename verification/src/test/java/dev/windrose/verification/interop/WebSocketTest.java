package dev.windrose.verification.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Through a gateway a WebSocket's client gets, to the byte, what it gets from the server itself. */
@Timeout(60)
class WebSocketTest {
    private static final String HANDSHAKE = "GET /echo HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\n"
            + "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
    private static final int MAX_FRAME = 16 << 20;

    private static final MultiThreadIoEventLoopGroup LOOPS =
            new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());

    @TempDir
    static Path folder;

    private static int serverPort;
    private static @Nullable DocumentedGateway gateway;

    @BeforeAll
    static void start() throws IOException {
        Channel server = new ServerBootstrap()
                .group(LOOPS)
                .channel(NioServerSocketChannel.class)
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline()
                                .addLast(new HttpServerCodec(), new HttpObjectAggregator(8192))
                                .addLast(new WebSocketServerProtocolHandler(WebSocketServerProtocolConfig.newBuilder()
                                        .websocketPath("/echo")
                                        .maxFramePayloadLength(MAX_FRAME)
                                        .build()))
                                .addLast(new Echo());
                    }
                })
                .bind(InetAddress.getLoopbackAddress(), 0)
                .syncUninterruptibly()
                .channel();
        serverPort = ((InetSocketAddress) server.localAddress()).getPort();
        gateway = DocumentedGateway.clear(folder, "http", serverPort);
    }

    @AfterAll
    static void stop() {
        Objects.requireNonNull(gateway).close();
        LOOPS.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
    }

    static Set<String> cases() {
        return WebSocketCases.all().keySet();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void theSameBytesComeBack(String name) throws Exception {
        List<byte[]> pieces = Objects.requireNonNull(WebSocketCases.all().get(name));
        byte[] direct = talk(serverPort, pieces);
        assertThat(direct).isNotEmpty();
        assertThat(talk(Objects.requireNonNull(gateway).port(), pieces)).isEqualTo(direct);
    }

    /** What the server sends after the handshake, to the end of the connection. */
    private static byte[] talk(int port, List<byte[]> pieces) throws IOException, InterruptedException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(30_000);
            OutputStream out = socket.getOutputStream();
            out.write(HANDSHAKE.getBytes(StandardCharsets.US_ASCII));
            InputStream in = socket.getInputStream();
            assertThat(head(in).toLowerCase(Locale.ROOT))
                    .startsWith("http/1.1 101 ")
                    .contains("upgrade: websocket")
                    .contains("sec-websocket-accept: s3pplmbitxaq9kygzzhzrbk+xoo=");
            Thread sender = Thread.ofVirtual().start(() -> send(out, pieces));
            byte[] all = in.readAllBytes();
            sender.join();
            return all;
        }
    }

    private static void send(OutputStream out, List<byte[]> pieces) {
        try {
            for (byte[] piece : pieces) {
                out.write(piece);
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String head(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int b = in.read();
            if (b < 0) {
                throw new IOException("the connection ended in the handshake: " + head);
            }
            head.append((char) b);
        }
        return head.toString();
    }

    private static final class Echo extends SimpleChannelInboundHandler<WebSocketFrame> {
        @Override
        protected void channelRead0(ChannelHandlerContext ctx, WebSocketFrame frame) {
            ctx.writeAndFlush(frame.retain());
        }

        /** Mistakes of the client are part of the cases; the handler before this one has answered them. */
        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {}
    }
}
