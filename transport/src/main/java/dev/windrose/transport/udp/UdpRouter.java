package dev.windrose.transport.udp;

import dev.windrose.engine.exchange.ByteRoute;
import java.net.InetSocketAddress;

/** Decides where a client's datagrams go, once for each session. On the loop. */
public interface UdpRouter {
    ByteRoute route(InetSocketAddress client, InetSocketAddress local);
}
