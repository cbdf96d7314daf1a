package dev.windrose.engine.snapshot;

import dev.windrose.engine.snapshot.CompileResult.Problem;
import dev.windrose.model.Binding;
import dev.windrose.model.HostPattern;
import dev.windrose.model.ListenerId;
import dev.windrose.model.ListenerSpec;
import dev.windrose.model.Protocol;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Gathers, for each listener that tells connections apart by server name, the listeners behind. */
final class NameTables {
    private NameTables() {}

    static Map<ListenerId, NameTable> compile(List<ListenerSpec> listeners, List<Problem> problems) {
        Map<ListenerId, Map<HostPattern, ListenerId>> behind = new HashMap<>();
        for (ListenerSpec listener : listeners) {
            if (listener.protocol() instanceof Protocol.ByServerName) {
                behind.put(listener.id(), new LinkedHashMap<>());
            }
        }
        for (ListenerSpec listener : listeners) {
            if (listener.binding() instanceof Binding.Named(ListenerId carrier, List<HostPattern> names)) {
                Map<HostPattern, ListenerId> table = behind.get(carrier);
                if (table == null) {
                    problems.add(new Problem(
                            listener.id().toString(),
                            "carrier: " + carrier + " (expected: a listener of the model that goes by server name)"));
                } else {
                    names.forEach(name -> add(table, name, listener.id(), problems));
                }
            }
        }
        Map<ListenerId, NameTable> tables = new HashMap<>();
        behind.forEach((carrier, table) -> tables.put(carrier, new NameTable(table)));
        return tables;
    }

    private static void add(
            Map<HostPattern, ListenerId> table, HostPattern name, ListenerId listener, List<Problem> problems) {
        ListenerId other = table.putIfAbsent(name, listener);
        if (other != null) {
            problems.add(new Problem(
                    listener.toString(),
                    "name: " + name.value() + " (expected: one listener for it, but " + other + " is there)"));
        }
    }
}
