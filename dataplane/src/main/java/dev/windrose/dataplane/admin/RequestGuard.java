package dev.windrose.dataplane.admin;

import com.sun.net.httpserver.HttpExchange;
import java.net.InetAddress;
import java.net.URI;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Keeps out browsers that another site sends: a Host that is a foreign name (DNS rebinding), and requests that a foreign page makes, which
 * carry its Origin or say so in Sec-Fetch-Site.
 */
final class RequestGuard {
    private RequestGuard() {}

    /** Why a request is refused, or null. */
    static @Nullable String refusal(HttpExchange exchange) {
        String host = exchange.getRequestHeaders().getFirst("Host");
        if (host == null || !isOurs(hostOf(host), exchange.getLocalAddress().getAddress())) {
            return "the Host header names neither the loopback address nor the address of this server";
        }
        String origin = exchange.getRequestHeaders().getFirst("Origin");
        if (origin != null && !isSameOrigin(origin, host)) {
            return "the request comes from another site";
        }
        String site = exchange.getRequestHeaders().getFirst("Sec-Fetch-Site");
        if (site != null && !site.equals("same-origin") && !site.equals("none")) {
            return "the request comes from another site";
        }
        return null;
    }

    /** A name other than {@code localhost} is never resolved here: whoever owns it could point it anywhere. */
    private static boolean isOurs(String host, InetAddress local) {
        if (host.equals("localhost") || host.equals(text(local))) {
            return true;
        }
        try {
            return InetAddress.ofLiteral(host).isLoopbackAddress();
        } catch (IllegalArgumentException _) {
            return false;
        }
    }

    private static String text(InetAddress address) {
        String text = address.getHostAddress();
        int zone = text.indexOf('%');
        return zone < 0 ? text : text.substring(0, zone);
    }

    /** The host without port and brackets, lower case. */
    static String hostOf(String authority) {
        String lower = authority.toLowerCase(Locale.ROOT);
        if (lower.startsWith("[")) {
            int end = lower.indexOf(']');
            return end < 0 ? "" : lower.substring(1, end);
        }
        int colon = lower.indexOf(':');
        return colon < 0 ? lower : lower.substring(0, colon);
    }

    private static boolean isSameOrigin(String origin, String host) {
        try {
            return host.equalsIgnoreCase(URI.create(origin).getRawAuthority());
        } catch (IllegalArgumentException _) {
            return false;
        }
    }
}
