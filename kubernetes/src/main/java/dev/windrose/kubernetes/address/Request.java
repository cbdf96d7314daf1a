package dev.windrose.kubernetes.address;

import dev.windrose.kubernetes.api.Trees;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What one Gateway asks for, and what it had.
 *
 * @param gateway namespace and name
 * @param asked the addresses of its specification, in order
 * @param shown the addresses of its status: those it had before a restart
 */
public record Request(String gateway, List<Asked> asked, List<String> shown) {
    public Request {
        asked = List.copyOf(asked);
        shown = List.copyOf(shown);
    }

    /** One address that is asked for; an empty value leaves the choice to us. */
    public record Asked(String type, String value) {
        boolean isOpen() {
            return value.isEmpty();
        }

        boolean isSupported() {
            return type.equals("IPAddress");
        }
    }

    /** As an object of the API server has it. */
    public static Request of(String gateway, Map<String, Object> object) {
        List<Asked> asked = new ArrayList<>();
        for (Map<String, Object> each : Trees.maps(object, "spec", "addresses")) {
            asked.add(new Asked(Trees.text("IPAddress", each, "type"), Trees.text("", each, "value")));
        }
        List<String> shown = new ArrayList<>();
        for (Map<String, Object> each : Trees.maps(object, "status", "addresses")) {
            shown.add(Trees.text("", each, "value"));
        }
        return new Request(gateway, asked, shown);
    }
}
