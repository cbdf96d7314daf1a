package dev.windrose.engine.exchange;

import dev.windrose.engine.cluster.Cluster;
import dev.windrose.http.Headers;
import dev.windrose.http.RequestHead;
import dev.windrose.model.ClusterId;
import dev.windrose.model.Destination;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The copies of one request. */
final class Mirrors {
    private final List<MirrorCall> calls = new ArrayList<>(2);

    /** One copy more, to a destination; none if it does not lead to a cluster. */
    static @Nullable Mirrors with(@Nullable Mirrors before, Map<ClusterId, Cluster> clusters, Destination destination) {
        Cluster known = destination instanceof Destination.To(ClusterId name) ? clusters.get(name) : null;
        if (known == null) {
            return before;
        }
        Mirrors mirrors = before == null ? new Mirrors() : before;
        mirrors.calls.add(new MirrorCall(known));
        return mirrors;
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
