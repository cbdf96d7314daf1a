package dev.windrose.transport;

import dev.windrose.model.ListenerId;
import dev.windrose.transport.Transport.ListenerProblem;
import java.util.Locale;

/** Says what to do about a socket that could not be bound. */
final class BindError {
    private BindError() {}

    static ListenerProblem problem(ListenerId listener, Exception error) {
        ListenerProblem.Cause cause =
                isAddressMissing(lower(error)) ? ListenerProblem.Cause.ADDRESS : ListenerProblem.Cause.PORT;
        return new ListenerProblem(listener, cause, explain(listener, error));
    }

    private static String lower(Exception error) {
        return String.valueOf(error.getMessage()).toLowerCase(Locale.ROOT);
    }

    private static boolean isAddressMissing(String lower) {
        return lower.contains("cannot assign") || lower.contains("not available");
    }

    static String explain(ListenerId listener, Exception error) {
        String text = String.valueOf(error.getMessage());
        String lower = lower(error);
        if (lower.contains("in use")) {
            return "cannot listen on " + listener
                    + ": the port is in use (stop the other process, or choose another port)";
        }
        if (lower.contains("permission")) {
            return "cannot listen on " + listener
                    + ": no permission (ports below 1024 need root or CAP_NET_BIND_SERVICE)";
        }
        if (isAddressMissing(lower)) {
            return "cannot listen on " + listener + ": this machine does not have the address";
        }
        return "cannot listen on " + listener + ": " + text;
    }
}
