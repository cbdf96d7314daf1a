package dev.windrose.engine.exchange;

import dev.windrose.engine.cluster.Cluster;
import dev.windrose.http.Headers;
import dev.windrose.http.RequestHead;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;

/** The copies of one request. */
final class Mirrors {
    private final List<MirrorCall> calls = new ArrayList<>(2);

    void add(Cluster cluster) {
        calls.add(new MirrorCall(cluster));
    }

    void start(Loop loop, Upstream upstream, RequestHead request, boolean end) {
        for (MirrorCall call : calls) {
            call.start(loop, upstream, request, end);
        }
    }

    void data(ByteBuf data, boolean end) {
        for (MirrorCall call : calls) {
            call.data(data, end);
        }
    }

    void trailers(Headers trailers) {
        for (MirrorCall call : calls) {
            call.trailers(trailers);
        }
    }

    void stop() {
        calls.forEach(MirrorCall::stop);
    }
}
