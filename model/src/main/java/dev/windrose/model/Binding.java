package dev.windrose.model;

import java.util.List;
import java.util.Locale;

/** Where a listener's connections come from. */
public sealed interface Binding {
    /** A socket on an address ({@code 0.0.0.0} for all) and port (0 picks a free one). */
    record Port(String address, int port) implements Binding {
        public Port {
            Check.that(port >= 0 && port <= 65535, "port", port, "0 to 65535");
        }
    }

    /** Connections that capture redirected to a local socket; the original destination is known per connection. */
    record Captured(Direction direction, String address, int port) implements Binding {}

    /**
     * Connections that another listener carries to certain destinations: through its tunnels (HTTP/2 CONNECT), or captured on their way there.
     *
     * @param carrier a listener whose protocol is {@link Protocol.Tunnel}, which refuses all other destinations, or {@link Protocol.ByDestination}
     * @param destinations whose connections come here
     */
    record Carried(ListenerId carrier, List<Asked> destinations) implements Binding {
        public Carried {
            destinations = Check.list(destinations);
        }
    }

    /**
     * TLS connections of another listener that ask for certain server names; of all listeners of a carrier the most specific name counts.
     *
     * @param carrier a listener whose protocol is {@link Protocol.ByServerName}
     */
    record Named(ListenerId carrier, List<HostPattern> names) implements Binding {
        public Named {
            names = Check.list(names);
        }
    }

    /**
     * Where a client means to go: what a tunnel was asked for, or what capture knows.
     *
     * @param host a name or IP address, without brackets; of IPv6, whose addresses can be written in many ways, all are the same
     * @param port 0 for every port that no other listener names
     */
    record Asked(String host, int port) {
        public Asked {
            host = host.indexOf(':') < 0 ? host.toLowerCase(Locale.ROOT) : IpAddress.canonicalOr(host);
            Check.that(!host.isEmpty() && host.indexOf('*') < 0, "host", host, "a name or an IP address");
            Check.that(port >= 0 && port <= 65535, "port", port, "0 to 65535");
        }
    }

    /** Whether captured connections leave or reach the workload. */
    enum Direction {
        OUTBOUND,
        INBOUND
    }
}
