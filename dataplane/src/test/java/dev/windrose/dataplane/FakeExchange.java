package dev.windrose.dataplane;

import dev.windrose.engine.telemetry.FinishedExchange;
import dev.windrose.filter.Peer;
import dev.windrose.http.RequestHead;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** An ended exchange with everything settable, written by hand. */
public final class FakeExchange implements FinishedExchange, Peer {
    public String route = "shop/checkout/0";
    public int status = 200;
    public String reason = "ok";
    public int attempts = 1;
    public String path = "/v1/users/7";
    public String authority = "api.example.com";
    public long requestBytes = 11;
    public long responseBytes = 222;
    public long duration = 3_000_000;
    public long upstream = 2_000_000;
    public int loop;
    public final RequestHead head = new RequestHead();

    private final InetSocketAddress client = new InetSocketAddress("192.0.2.7", 40_000);

    @Override
    public String listener() {
        return "0.0.0.0:8080";
    }

    @Override
    public String route() {
        return route;
    }

    @Override
    public String cluster() {
        return "users";
    }

    @Override
    public String endpoint() {
        return "10.0.0.1:80";
    }

    @Override
    public int status() {
        return status;
    }

    @Override
    public String reason() {
        return reason;
    }

    @Override
    public int attempts() {
        return attempts;
    }

    @Override
    public RequestHead request() {
        return head;
    }

    @Override
    public String clientMethod() {
        return "GET";
    }

    @Override
    public String clientPath() {
        return path;
    }

    @Override
    public String clientAuthority() {
        return authority;
    }

    @Override
    public Peer peer() {
        return this;
    }

    @Override
    public String requestId() {
        return "id-1";
    }

    @Override
    public String traceId() {
        return "4bf92f3577b34da6a3ce929d0e0e4736";
    }

    @Override
    public long requestBytes() {
        return requestBytes;
    }

    @Override
    public long responseBytes() {
        return responseBytes;
    }

    @Override
    public long durationNanos() {
        return duration;
    }

    @Override
    public long upstreamNanos() {
        return upstream;
    }

    @Override
    public long firstByteNanos() {
        return 2_500_000;
    }

    @Override
    public int loopIndex() {
        return loop;
    }

    @Override
    public @Nullable Throwable cause() {
        return null;
    }

    @Override
    public InetSocketAddress remoteAddress() {
        return client;
    }

    @Override
    public InetSocketAddress localAddress() {
        return client;
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
