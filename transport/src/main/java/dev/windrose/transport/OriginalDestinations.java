package dev.windrose.transport;

import io.netty.channel.Channel;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** Tells where a captured connection was going before it was redirected here. */
public interface OriginalDestinations {
    /** Null if it was not redirected, or nobody knows. Called once on the loop of an accepted connection. */
    @Nullable
    InetSocketAddress of(Channel accepted);
}
