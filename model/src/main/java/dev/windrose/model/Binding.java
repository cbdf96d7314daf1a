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
     * Connections that arrive inside another listener's tunnel (HTTP/2 CONNECT).
     *
     * @param carrier a listener whose protocol is {@link Protocol.Tunnel}
     * @param destinations the authorities whose connections come here; all others are refused
     */
    record Tunnelled(ListenerId carrier, List<Asked> destinations) implements Binding {
        public Tunnelled {
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
     * What a tunnel was asked for.
     *
     * @param host a name or IP address as clients write it, without brackets
     * @param port 0 for every port that no other listener names
     */
    record Asked(String host, int port) {
        public Asked {
            host = host.toLowerCase(Locale.ROOT);
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
