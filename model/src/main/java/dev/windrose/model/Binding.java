package dev.windrose.model;

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

    /** Connections that arrive inside another listener's tunnel (HTTP/2 CONNECT). */
    record Tunnelled(ListenerId carrier) implements Binding {}

    /** Whether captured connections leave or reach the workload. */
    enum Direction {
        OUTBOUND,
        INBOUND
    }
}
