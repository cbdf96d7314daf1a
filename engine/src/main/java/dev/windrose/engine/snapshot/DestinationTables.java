package dev.windrose.engine.snapshot;

import dev.windrose.engine.snapshot.CompileResult.Problem;
import dev.windrose.model.Binding;
import dev.windrose.model.Binding.Asked;
import dev.windrose.model.ListenerId;
import dev.windrose.model.ListenerSpec;
import dev.windrose.model.Protocol;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Gathers, for each listener that carries connections of others, those that take them by destination. */
final class DestinationTables {
    private DestinationTables() {}

    static Map<ListenerId, DestinationTable> compile(List<ListenerSpec> listeners, List<Problem> problems) {
        Map<ListenerId, Map<Asked, ListenerId>> inside = new HashMap<>();
        for (ListenerSpec listener : listeners) {
            if (isCarrier(listener.protocol())) {
                inside.put(listener.id(), new LinkedHashMap<>());
            }
        }
        for (ListenerSpec listener : listeners) {
            if (listener.binding() instanceof Binding.Carried(ListenerId carrier, List<Asked> destinations)) {
                Map<Asked, ListenerId> table = inside.get(carrier);
                if (table == null) {
                    problems.add(new Problem(
                            listener.id().toString(),
                            "carrier: " + carrier + " (expected: a listener of the model that goes by destination)"));
                } else {
                    destinations.forEach(asked -> add(table, asked, listener.id(), problems));
                }
            }
        }
        Map<ListenerId, DestinationTable> tables = new HashMap<>();
        inside.forEach((carrier, table) -> tables.put(carrier, new DestinationTable(table)));
        return tables;
    }

    private static boolean isCarrier(Protocol protocol) {
        return protocol instanceof Protocol.Tunnel || protocol instanceof Protocol.ByDestination;
    }

    private static void add(Map<Asked, ListenerId> table, Asked asked, ListenerId listener, List<Problem> problems) {
        ListenerId other = table.putIfAbsent(asked, listener);
        if (other != null) {
            problems.add(new Problem(
                    listener.toString(),
                    "destination: " + asked.host() + ":" + asked.port() + " (expected: one listener for it, but "
                            + other + " is there)"));
        }
    }
}
