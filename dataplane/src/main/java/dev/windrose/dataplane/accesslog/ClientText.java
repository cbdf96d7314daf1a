package dev.windrose.dataplane.accesslog;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Text of the clients' addresses, remembered for those of late, since making it costs several objects. For one thread. */
final class ClientText {
    private static final int SIZE = 1024;

    private final @Nullable Entry[] entries = new Entry[SIZE];

    private record Entry(InetAddress address, byte[] text) {}

    /** The address without its port; the array is not to be changed. */
    byte[] of(InetSocketAddress client) {
        InetAddress address = client.getAddress();
        if (address == null) {
            return new byte[] {'-'};
        }
        int hash = address.hashCode();
        int at = (hash ^ hash >>> 10 ^ hash >>> 20) & (SIZE - 1);
        Entry entry = entries[at];
        if (entry == null || !entry.address.equals(address)) {
            entry = new Entry(address, address.getHostAddress().getBytes(StandardCharsets.US_ASCII));
            entries[at] = entry;
        }
        return entry.text;
    }
}
