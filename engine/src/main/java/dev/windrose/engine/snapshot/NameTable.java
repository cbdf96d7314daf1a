package dev.windrose.engine.snapshot;

import dev.windrose.model.HostPattern;
import dev.windrose.model.ListenerId;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which listener takes a TLS connection, by the server name that it asks for: exact names before wildcards, longer ones first, before any. */
public final class NameTable {
    static final NameTable NONE = new NameTable(Map.of());

    private final Map<String, ListenerId> byName = new HashMap<>();
    private final @Nullable ListenerId any;

    NameTable(Map<HostPattern, ListenerId> inside) {
        inside.forEach((host, listener) -> byName.put(host.value(), listener));
        any = byName.remove(HostPattern.ANY.value());
    }

    /** The listener for a name in lower case, or for connections without one; null if none takes it. */
    public @Nullable ListenerId find(@Nullable String name) {
        if (name == null) {
            return any;
        }
        ListenerId found = byName.get(name);
        for (int dot = name.indexOf('.'); found == null && dot >= 0; dot = name.indexOf('.', dot + 1)) {
            // A wildcard stands for at least one label in front.
            found = dot == 0 ? null : byName.get("*" + name.substring(dot));
        }
        return found != null ? found : any;
    }
}
