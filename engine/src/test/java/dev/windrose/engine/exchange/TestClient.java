package dev.windrose.engine.exchange;

import dev.windrose.filter.Peer;
import dev.windrose.http.HeaderName;
import dev.windrose.http.Headers;
import dev.windrose.http.ResponseHead;
import io.netty.buffer.ByteBuf;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A client that tells what it gets, and whether it may go on sending. */
final class TestClient implements Downstream, Peer {
    private static final InetSocketAddress ADDRESS = new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);

    private final Loop loop;
    private final List<String> seen;
    private final StringBuilder status = new StringBuilder();
    private final StringBuilder body = new StringBuilder();
    private final Headers headers = new Headers();
    private boolean paused;
    private boolean secure;
    private int asked;
    private boolean patient;

    /** {@code seen} takes what happens beside the body. */
    TestClient(Loop loop, List<String> seen) {
        this.loop = loop;
        this.seen = seen;
    }

    /** From now on its connection is encrypted. */
    void secure() {
        secure = true;
    }

    /** What came of the response's body, with {@code end} behind it once that came. */
    String body() {
        return body.toString();
    }

    /** Status, body and end of the response as far as they came; empty before. */
    String got() {
        return status + body();
    }

    /** Whether it was asked to send nothing for now. */
    boolean isPaused() {
        return paused;
    }

    /** How often it was asked for the body. */
    int asked() {
        return asked;
    }

    /** Whether it may take its time with the body. */
    boolean isPatient() {
        return patient;
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
    public void interim(ResponseHead head) {
        seen.add("client " + head.status());
    }

    @Override
    public void head(ResponseHead head, boolean end) {
        headers.copyFrom(head.headers());
        status.append(head.status()).append(end ? " end" : " ");
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
    public void askForBody() {
        asked++;
    }

    @Override
    public void allowPauses() {
        patient = true;
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
