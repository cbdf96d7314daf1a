package dev.windrose.engine.exchange;

import dev.windrose.filter.Peer;
import dev.windrose.http.Headers;
import dev.windrose.http.ResponseHead;
import io.netty.buffer.ByteBuf;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A client that tells what it gets, and whether it may go on sending. */
final class FakeClient implements Downstream, Peer {
    private static final InetSocketAddress ADDRESS = new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);

    private final ManualLoop loop;
    private final List<String> seen;
    private final StringBuilder body = new StringBuilder();
    private boolean paused;

    /** {@code seen} takes what happens beside the body. */
    FakeClient(ManualLoop loop, List<String> seen) {
        this.loop = loop;
        this.seen = seen;
    }

    /** What came of the response's body. */
    String body() {
        return body.toString();
    }

    /** Whether it was asked to send nothing for now. */
    boolean isPaused() {
        return paused;
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
    public void interim(ResponseHead head) {
        seen.add("client " + head.status());
    }

    @Override
    public void head(ResponseHead head, boolean end) {
        seen.add("client " + head.status() + (end ? " end" : ""));
    }

    @Override
    public void data(ByteBuf data, boolean end) {
        body.append(data.toString(StandardCharsets.UTF_8)).append(end ? " end" : "");
        data.release();
    }

    @Override
    public void trailers(Headers trailers) {
        seen.add("client trailers");
    }

    @Override
    public void abort(Failure failure) {
        seen.add("client aborted");
    }

    @Override
    public boolean isWritable() {
        return true;
    }

    @Override
    public void pauseRequest(boolean now) {
        paused = now;
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
        return false;
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
