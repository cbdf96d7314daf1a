package dev.windrose.transport.upstream;

import dev.windrose.engine.cluster.Endpoint;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.SslHandler;
import org.jspecify.annotations.Nullable;

/** Makes the TLS side of connections to endpoints. */
public interface UpstreamSecurity {
    /** A handler for a new connection, or null if the endpoint's cluster is spoken to in clear. Throws if the cluster's settings cannot be used. */
    @Nullable SslHandler handler(Endpoint endpoint, ByteBufAllocator allocator);
}
