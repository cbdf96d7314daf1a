package dev.windrose.transport.h2;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windrose.engine.exchange.Downstream;
import dev.windrose.engine.exchange.ExchangeStarter;
import dev.windrose.engine.exchange.Failure;
import dev.windrose.engine.exchange.Loop;
import dev.windrose.engine.exchange.RequestSink;
import dev.windrose.engine.exchange.ResponseReceiver;
import dev.windrose.engine.exchange.UpstreamCall;
import dev.windrose.engine.telemetry.Refusal;
import dev.windrose.filter.LocalReply;
import dev.windrose.filter.Peer;
import dev.windrose.http.HeaderName;
import dev.windrose.http.Headers;
import dev.windrose.http.RequestHead;
import dev.windrose.http.ResponseHead;
import dev.windrose.transport.h1.ServerTimeouts;
import dev.windrose.transport.loop.IoKind;
import dev.windrose.transport.loop.Loops;
import dev.windrose.transport.loop.NettyLoop;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Our client speaks to our server over a socket. */
class H2Test {
    private static final HeaderName STATUS = HeaderName.of("grpc-status");
    private static final Peer PEER = (Peer) Proxy.newProxyInstance(
            H2Test.class.getClassLoader(),
            new Class<?>[] {Peer.class},
            (_, method, _) -> method.getName().equals("isSecure") ? false : null);

    private final Loops loops = new Loops(2, IoKind.AUTO);
    private final BlockingQueue<String> closed = new LinkedBlockingQueue<>();
    private final BlockingQueue<H2ServerConnection> servers = new LinkedBlockingQueue<>();

    @AfterEach
    void close() {
        loops.close();
    }

    @Test
    void carriesBodiesAndTrailersBothWays() throws Exception {
        Client client = connect();
        Received received = client.send(head("POST", "/a/./b?q=1"), "x".repeat(300_000), true);

        assertThat(received.await()).isEqualTo("200 300000 trailers=0");
        assertThat(received.path).isEqualTo("POST /a/b q=1 example.com a=1; b=2 sent-trailer");
    }

    @Test
    void servesManyRequestsOnOneConnection() throws Exception {
        Client client = connect();
        for (int i = 0; i < 50; i++) {
            assertThat(client.send(head("GET", "/"), "", false).await()).isEqualTo("200 0 trailers=0");
        }
    }

    @Test
    void resetsARequestWithHeadersOfHttp1() throws Exception {
        Client client = connect();
        RequestHead bad = head("GET", "/%zz");

        assertThat(client.send(bad, "", false).await()).startsWith("failed UPSTREAM_RESET");
    }

    @Test
    void tellsTheExchangeThatTheClientCancelled() throws Exception {
        Client client = connect();
        Received received = client.send(head("GET", "/never"), "", false);
        client.loop.execute(received.call()::cancel);

        assertThat(closed.poll(5, TimeUnit.SECONDS)).isEqualTo("CLIENT_CLOSED");
    }

    @Test
    void takesNoMoreWhenTheServerDrains() throws Exception {
        Client client = connect();
        assertThat(client.send(head("GET", "/"), "", false).await()).startsWith("200");
        H2ServerConnection server = servers.take();
        server.loop().execute(server::drain);
        client.channel.closeFuture().await(5_000);

        assertThat(client.connection.canTakeMore()).isFalse();
        assertThat(client.send(head("GET", "/"), "", false).await()).startsWith("failed UPSTREAM_RESET SAFE");
    }

    // ---- means

    private static RequestHead head(String method, String target) {
        RequestHead head = new RequestHead();
        byte[] bytes = target.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(bytes, 0, head.targetRoom(bytes.length), 0, bytes.length);
        head.targetSet(bytes.length, bytes.length);
        head.method(method);
        head.authority("example.com");
        head.contentLength(RequestHead.UNKNOWN_LENGTH);
        head.headers().add(HeaderName.COOKIE, "a=1");
        head.headers().add(HeaderName.COOKIE, "b=2");
        head.headers().add(HeaderName.CONNECTION, "close");
        return head;
    }

    private final class Starter implements ExchangeStarter {
        @Override
        public RequestSink start(Downstream downstream, RequestHead head, boolean end) {
            return H2Test.this.start(downstream, head, end);
        }

        @Override
        public RequestSink refuse(Downstream downstream, RequestHead head, boolean end, LocalReply reply) {
            throw new AssertionError(reply);
        }

        @Override
        public void refused(Loop loop, Peer peer, Refusal refusal) {}
    }

    private Client connect() throws Exception {
        Channel server = new ServerBootstrap()
                .group(loops.group())
                .channel(loops.serverChannel())
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        H2ServerConnection connection =
                                new H2ServerConnection(loops.of(channel), PEER, new Starter(), ServerTimeouts.DEFAULT);
                        servers.add(connection);
                        channel.pipeline().addLast(connection.handler());
                    }
                })
                .bind(InetAddress.getLoopbackAddress(), 0)
                .sync()
                .channel();
        BlockingQueue<H2UpstreamConnection> clients = new LinkedBlockingQueue<>();
        Channel channel = new Bootstrap()
                .group(loops.group())
                .channel(loops.clientChannel())
                .handler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        H2UpstreamConnection connection =
                                new H2UpstreamConnection(loops.of(channel), "http", new AddedWhenReady(clients));
                        channel.pipeline().addLast(connection.handler());
                    }
                })
                .connect(server.localAddress())
                .sync()
                .channel();
        return new Client(channel, loops.of(channel), clients.take());
    }

    private record AddedWhenReady(BlockingQueue<H2UpstreamConnection> clients) implements H2UpstreamConnection.Owner {
        @Override
        public void onReady(H2UpstreamConnection connection) {
            clients.add(connection);
        }

        @Override
        public void onRoom() {}
    }

    private record Client(Channel channel, NettyLoop loop, H2UpstreamConnection connection) {
        Received send(RequestHead head, String body, boolean trailers) {
            Received received = new Received();
            loop.execute(() -> {
                boolean end = body.isEmpty() && !trailers;
                UpstreamCall call = connection.call(head, end, received);
                received.calls.add(call);
                if (!end) {
                    call.data(Unpooled.copiedBuffer(body, StandardCharsets.US_ASCII), !trailers);
                }
                if (trailers) {
                    Headers last = new Headers();
                    last.add(HeaderName.of("x-last"), "sent-trailer");
                    call.trailers(last);
                }
            });
            return received;
        }
    }

    private static final class Received implements ResponseReceiver {
        final BlockingQueue<String> outcome = new LinkedBlockingQueue<>();
        final BlockingQueue<UpstreamCall> calls = new LinkedBlockingQueue<>();
        String path = "";
        private int status;
        private int bytes;

        UpstreamCall call() throws InterruptedException {
            return calls.take();
        }

        String await() throws InterruptedException {
            return String.valueOf(outcome.poll(10, TimeUnit.SECONDS));
        }

        @Override
        public void onConnected(boolean reused) {}

        @Override
        public void onInterim(ResponseHead head) {}

        @Override
        public void onHead(ResponseHead head, boolean end) {
            status = head.status();
        }

        @Override
        public void onData(ByteBuf data, boolean end) {
            bytes += data.readableBytes();
            data.release();
        }

        @Override
        public void onTrailers(Headers trailers) {
            path = String.valueOf(trailers.first(HeaderName.of("x-seen")));
            outcome.add(status + " " + bytes + " trailers=" + trailers.first(STATUS));
        }

        @Override
        public void onFailure(Failure failure) {
            outcome.add("failed " + failure.kind() + " " + failure.retry() + " " + failure.detail());
        }

        @Override
        public void onWritable() {}
    }

    /** Answers with the body it gets, then says in trailers what it saw. */
    private RequestSink start(Downstream downstream, RequestHead head, boolean end) {
        String seen = head.method() + " " + head.path() + " " + head.query() + " " + head.authority() + " "
                + head.headers().first(HeaderName.COOKIE);
        boolean answers = !head.path().equals("/never");
        if (answers) {
            downstream.head(new ResponseHead(), false);
        }
        if (end && answers) {
            finish(downstream, seen);
        }
        return new RequestSink() {
            @Override
            public void onRequestData(ByteBuf data, boolean last) {
                downstream.data(data, false);
                if (last) {
                    finish(downstream, seen);
                }
            }

            @Override
            public void onRequestTrailers(Headers trailers) {
                finish(downstream, seen + " " + trailers.first(HeaderName.of("x-last")));
            }

            @Override
            public void onDownstreamClosed(Failure why) {
                closed.add(why.kind().name());
            }

            @Override
            public void onDownstreamWritable() {}
        };
    }

    private static void finish(Downstream downstream, String seen) {
        Headers trailers = new Headers();
        trailers.add(STATUS, "0");
        trailers.add(HeaderName.of("x-seen"), seen);
        downstream.trailers(trailers);
    }
}
