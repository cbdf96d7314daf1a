package dev.windrose.transport.udp;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.List;

/** The addresses of this machine. */
final class LocalAddresses {
    /** Each costs a socket for each loop. */
    private static final int MOST = 32;

    private LocalAddresses() {}

    /** The single addresses that a wildcard stands for; of anything else none. */
    static List<String> of(String wildcard) {
        boolean four = wildcard.equals("0.0.0.0");
        if (!four && !wildcard.equals("::")) {
            return List.of();
        }
        try {
            return NetworkInterface.networkInterfaces()
                    .flatMap(NetworkInterface::inetAddresses)
                    .filter(address -> address instanceof Inet4Address == four)
                    .map(InetAddress::getHostAddress)
                    .distinct()
                    .limit(MOST)
                    .toList();
        } catch (SocketException _) {
            return List.of();
        }
    }
}
