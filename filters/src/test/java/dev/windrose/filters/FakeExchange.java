package dev.windrose.filters;

import dev.windrose.filter.Content;
import dev.windrose.filter.Decision;
import dev.windrose.filter.Exchange;
import dev.windrose.filter.Filter;
import dev.windrose.filter.Peer;
import dev.windrose.http.HeaderName;
import dev.windrose.http.RequestHead;
import dev.windrose.http.ResponseHead;
import dev.windrose.model.Destination;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An exchange that keeps what filters do to it. */
final class FakeExchange implements Exchange {
    final RequestHead request = new RequestHead();
    final ResponseHead response = new ResponseHead();
    final List<Destination> mirrored = new ArrayList<>();
    private final Map<Filter, Object> notes = new HashMap<>();
    private final int port;

    FakeExchange(String method, String url, int port) {
        this.port = port;
        int scheme = url.indexOf("://");
        int path = url.indexOf('/', scheme + 3);
        request.method(method);
        request.scheme(url.substring(0, scheme));
        request.authority(url.substring(scheme + 3, path));
        byte[] target = url.substring(path).getBytes(StandardCharsets.ISO_8859_1);
        System.arraycopy(target, 0, request.targetRoom(target.length), 0, target.length);
        int query = url.indexOf('?');
        request.targetSet(query < 0 ? target.length : query - path, target.length);
    }

    FakeExchange with(String name, String value) {
        request.headers().add(HeaderName.of(name), value);
        return this;
    }

    FakeExchange answered(String name, String value) {
        response.headers().add(HeaderName.of(name), value);
        return this;
    }

    @Nullable
    String requestHeader(String name) {
        return request.headers().joined(HeaderName.of(name));
    }

    @Nullable
    String responseHeader(String name) {
        return response.headers().joined(HeaderName.of(name));
    }

    @Override
    public RequestHead request() {
        return request;
    }

    @Override
    public ResponseHead response() {
        return response;
    }

    @Override
    public Peer peer() {
        return new FakePeer(port);
    }

    @Override
    public String requestId() {
        return "id";
    }

    @Override
    public void mirror(Destination destination) {
        mirrored.add(destination);
    }

    /** A question that was asked, to be answered by {@code then}. */
    record Asked(Destination destination, RequestHead head, Content body, AnswerReceiver then) {}

    final List<Asked> asked = new ArrayList<>();
    final List<Decision> resumed = new ArrayList<>();
    /** What is told of the body; null for one that is too long. */
    @Nullable
    Content body = Content.EMPTY;

    @Override
    public void ask(Destination destination, RequestHead head, Content content, AnswerReceiver then) {
        asked.add(new Asked(destination, head, content, then));
    }

    @Override
    public void awaitBody(int limit, BodyReceiver then) {
        then.onBody(body == null || body.length() > limit ? null : body);
    }

    @Override
    public void resume(Decision decision) {
        resumed.add(decision);
    }

    @Override
    public void note(Filter owner, Object value) {
        notes.put(owner, value);
    }

    @Override
    public @Nullable Object note(Filter owner) {
        return notes.get(owner);
    }

    private record FakePeer(int port) implements Peer {
        @Override
        public InetSocketAddress remoteAddress() {
            return new InetSocketAddress(InetAddress.getLoopbackAddress(), 50000);
        }

        @Override
        public InetSocketAddress localAddress() {
            return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
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
}
