package dev.windrose.transport;

import dev.windrose.model.ListenerId;
import java.util.Locale;

/** Says what to do about a socket that could not be bound. */
final class BindError {
    private BindError() {}

    static String explain(ListenerId listener, Exception error) {
        String text = String.valueOf(error.getMessage());
        String lower = text.toLowerCase(Locale.ROOT);
        if (lower.contains("in use")) {
            return "cannot listen on " + listener
                    + ": the port is in use (stop the other process, or choose another port)";
        }
        if (lower.contains("permission")) {
            return "cannot listen on " + listener
                    + ": no permission (ports below 1024 need root or CAP_NET_BIND_SERVICE)";
        }
        if (lower.contains("cannot assign") || lower.contains("not available")) {
            return "cannot listen on " + listener + ": this machine does not have the address";
        }
        return "cannot listen on " + listener + ": " + text;
    }
}
