package dev.windrose.engine.exchange;

import dev.windrose.filter.Peer;
import dev.windrose.http.HeaderName;
import dev.windrose.http.Headers;
import dev.windrose.http.ResponseHead;
import io.netty.buffer.ByteBuf;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** A client that writes down what it gets. */
final class PlainClient implements Downstream, Peer {
    private static final InetSocketAddress ADDRESS = new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);

    private final Loop loop;
    final StringBuilder got = new StringBuilder();
    final Headers headers = new Headers();
    boolean paused;
    boolean secure;

    PlainClient(Loop loop) {
        this.loop = loop;
    }

    @Nullable
    String header(String name) {
        return headers.joined(HeaderName.of(name));
    }

    @Override
    public Loop loop() {
        return loop;
    }

    @Override
    public Peer peer() {
        return this;
    }

    @Override
    public void interim(ResponseHead head) {}

    @Override
    public void head(ResponseHead head, boolean end) {
        headers.copyFrom(head.headers());
        got.append(head.status()).append(end ? " end" : " ");
    }

    @Override
    public void data(ByteBuf data, boolean end) {
        got.append(data.toString(StandardCharsets.UTF_8)).append(end ? " end" : "");
        data.release();
    }

    @Override
    public void trailers(Headers trailers) {
        got.append(" trailers");
    }

    @Override
    public void abort(Failure failure) {
        got.append("aborted ").append(failure.kind().code());
    }

    @Override
    public boolean isWritable() {
        return true;
    }

    @Override
    public void pauseRequest(boolean pause) {
        paused = pause;
    }

    @Override
    public InetSocketAddress remoteAddress() {
        return ADDRESS;
    }

    @Override
    public InetSocketAddress localAddress() {
        return ADDRESS;
    }

    @Override
    public boolean isSecure() {
        return secure;
    }

    @Override
    public @Nullable String serverName() {
        return null;
    }

    @Override
    public @Nullable String spiffeId() {
        return null;
    }
}
