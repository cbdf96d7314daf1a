package dev.windrose.cli;

import dev.windrose.cli.line.UsageException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An address on the command line: {@code :8080}, {@code 8080}, {@code 127.0.0.1:8080} or {@code [::1]:8080}. */
record HostPort(String host, int port) {
    private static final Pattern FORM = Pattern.compile("(?:(\\[[0-9A-Fa-f:.]+]|[^:\\[\\]]*):)?([0-9]{1,5})");

    /** Throws {@link UsageException}; {@code option} is named in the message, {@code anyHost} stands for an omitted host. */
    static HostPort of(String option, String text, String anyHost) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches() || Integer.parseInt(matcher.group(2)) > 65_535) {
            throw new UsageException(option + ": " + text + " (expected: host:port or :port, such as :8080)");
        }
        String host = matcher.group(1);
        String plain =
                host == null || host.isEmpty() ? anyHost : host.replace("[", "").replace("]", "");
        return new HostPort(plain, Integer.parseInt(matcher.group(2)));
    }

    /** As a URL has it. */
    String text() {
        return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
    }

    InetSocketAddress resolve(String option) {
        try {
            return new InetSocketAddress(InetAddress.getByName(host), port);
        } catch (UnknownHostException _) {
            throw new UsageException(option + ": " + host + " (expected: an address of this machine)");
        }
    }
}
