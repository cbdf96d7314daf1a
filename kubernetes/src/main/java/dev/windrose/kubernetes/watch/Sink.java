package dev.windrose.kubernetes.watch;

import java.util.List;
import java.util.Map;

/** Takes what a reflector learns. Calls for one reflector come one at a time, in the order of the server. */
public interface Sink {
    /**
     * All objects there are now.
     *
     * @param cluster the uid of the cluster that they are of; empty if it cannot be told
     */
    void replace(List<Map<String, Object>> objects, String cluster);

    /** An object is new, or has changed. */
    void put(Map<String, Object> object);

    /** An object was deleted. */
    void remove(Map<String, Object> object);
}
