package dev.windrose.engine.snapshot;

import dev.windrose.model.Binding.Asked;
import dev.windrose.model.ListenerId;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which listener takes a connection that another one carries, by where its client means to go. */
public final class DestinationTable {
    static final DestinationTable NONE = new DestinationTable(Map.of());

    private final Map<Asked, ListenerId> inside;

    DestinationTable(Map<Asked, ListenerId> inside) {
        this.inside = Map.copyOf(inside);
    }

    /** The listener that names host and port, else the one that names the host for every port, else null. */
    public @Nullable ListenerId find(String host, int port) {
        Asked asked = new Asked(host, port);
        ListenerId exact = inside.get(asked);
        return exact != null ? exact : inside.get(new Asked(asked.host(), 0));
    }
}
