package dev.windrose.kubernetes.watch;

import java.io.IOException;
import java.util.List;
import java.util.Map;

/** Takes what a reflector learns. Calls for one reflector come one at a time, in the order of the server. */
public interface Sink {
    /** All objects there are now. May ask the server, and fail; then the list is read again. */
    void replace(List<Map<String, Object>> objects) throws IOException;

    /** An object is new, or has changed. */
    void put(Map<String, Object> object);

    /** An object was deleted. */
    void remove(Map<String, Object> object);
}
