package dev.windrose.dataplane;

import dev.windrose.model.Cidr;
import dev.windrose.model.ConnectionPolicy;
import dev.windrose.model.ListenerSpec;
import dev.windrose.model.Model;
import java.util.ArrayList;
import java.util.List;

/**
 * What stands in front of this gateway, which is a matter of where it runs and not of its documents: a load balancer, another proxy. Holds for
 * all listeners, beside what the model says of each.
 *
 * @param trustedProxies addresses whose X-Forwarded-*, Forwarded and X-Request-ID headers are believed
 * @param proxyProtocolFrom addresses that must speak the PROXY protocol
 * @param forwarded whether requests get a Forwarded field (RFC 7239) beside X-Forwarded-*
 */
public record PeerSettings(List<Cidr> trustedProxies, List<Cidr> proxyProtocolFrom, boolean forwarded) {
    /** Nobody is believed. */
    public static final PeerSettings NONE = new PeerSettings(List.of(), List.of(), false);

    public PeerSettings {
        trustedProxies = List.copyOf(trustedProxies);
        proxyProtocolFrom = List.copyOf(proxyProtocolFrom);
    }

    Model applyTo(Model model) {
        if (equals(NONE)) {
            return model;
        }
        List<ListenerSpec> listeners = new ArrayList<>();
        for (ListenerSpec spec : model.listeners()) {
            ConnectionPolicy own = spec.connections();
            ConnectionPolicy all = new ConnectionPolicy(
                    joined(own.trustedProxies(), trustedProxies),
                    joined(own.proxyProtocolFrom(), proxyProtocolFrom),
                    forwarded || own.forwarded(),
                    own.timeouts(),
                    own.sessionKeys());
            listeners.add(new ListenerSpec(spec.id(), spec.binding(), spec.security(), spec.protocol(), all));
        }
        return new Model(listeners, model.routeTables(), model.clusters(), model.certificates());
    }

    private static List<Cidr> joined(List<Cidr> some, List<Cidr> more) {
        List<Cidr> all = new ArrayList<>(some);
        all.addAll(more);
        return all;
    }
}
