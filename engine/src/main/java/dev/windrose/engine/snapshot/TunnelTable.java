package dev.windrose.engine.snapshot;

import dev.windrose.model.Binding.Asked;
import dev.windrose.model.ListenerId;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which listener takes a connection inside a tunnel, by what the tunnel was asked for. What is not listed is refused. */
public final class TunnelTable {
    static final TunnelTable NONE = new TunnelTable(Map.of());

    private final Map<Asked, ListenerId> inside;

    TunnelTable(Map<Asked, ListenerId> inside) {
        this.inside = Map.copyOf(inside);
    }

    /** The listener that names host and port, else the one that names the host for every port, else null. */
    public @Nullable ListenerId find(String host, int port) {
        String lower = host.toLowerCase(Locale.ROOT);
        ListenerId exact = inside.get(new Asked(lower, port));
        return exact != null ? exact : inside.get(new Asked(lower, 0));
    }
}
