package dev.windrose.translate;

import dev.windrose.documents.kind.EndpointSlice;
import dev.windrose.documents.kind.Service.ServicePort;
import dev.windrose.model.ClusterId;
import dev.windrose.model.ClusterSpec;
import dev.windrose.model.ClusterSpec.EndpointSpec;
import dev.windrose.model.ClusterSpec.Endpoints;
import dev.windrose.model.IpAddress;
import dev.windrose.translate.Directory.Target;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The clusters that routes lead to, by name. A route wants one, and does not ask for its addresses: so those come and go without the route being
 * translated again.
 */
final class Clusters {
    private final TreeMap<String, Wanted> byId = new TreeMap<>();

    /** The addresses of a Service's port. */
    record Port(Target service, ServicePort port) {}

    /** One cluster; addresses that its specification lacks are those of a Service. */
    final class Wanted {
        private ClusterSpec spec;
        private @Nullable Port addresses;
        private int used;
        private Directory.@Nullable Group slices;
        private @Nullable ClusterSpec made;
        private int checked;

        private Wanted(ClusterSpec spec, @Nullable Port addresses) {
            this.spec = spec;
            this.addresses = addresses;
        }

        /** Something of a translation leads to it. */
        void use(int translation) {
            if (used < translation - 1) {
                // It may have been forgotten meanwhile.
                byId.put(spec.id().value(), this);
            }
            used = translation;
        }

        ClusterId id() {
            return spec.id();
        }

        /** Whether there are no slices, which is another thing than slices with names. */
        private boolean isByName() {
            return addresses != null && slices != null && slices.isEmpty();
        }

        private boolean says(ClusterSpec otherSpec, @Nullable Port otherAddresses) {
            return spec.equals(otherSpec) && Objects.equals(addresses, otherAddresses);
        }

        private ClusterSpec make(Directory directory, int translation) {
            if (addresses == null) {
                return spec;
            }
            Directory.Group now = slices;
            if (now == null) {
                now = directory.slices(addresses.service().key());
                slices = now;
            }
            ClusterSpec last = made;
            if (last != null && !now.isNewerThan(checked)) {
                checked = translation;
                return last;
            }
            ClusterSpec next = new ClusterSpec(
                    spec.id(),
                    endpoints(now.slices()),
                    spec.protocol(),
                    spec.tls(),
                    spec.connectTimeout(),
                    spec.traffic());
            ClusterSpec result = last != null && next.equals(last) ? last : next;
            made = result;
            checked = translation;
            return result;
        }

        private Endpoints endpoints(List<EndpointSlice> all) {
            Port port = Objects.requireNonNull(addresses);
            if (all.isEmpty()) {
                return new Endpoints.Named(List.of(new EndpointSpec(
                        Backends.dnsName(port.service()), port.port().port())));
            }
            List<EndpointSpec> ready = new ArrayList<>();
            List<EndpointSpec> draining = new ArrayList<>();
            String name = Objects.requireNonNullElse(port.port().name(), "");
            for (EndpointSlice slice : all) {
                for (EndpointSlice.SlicePort slicePort : slice.ports()) {
                    if (slicePort.name().equals(name)) {
                        sort(slice, slicePort.port(), ready, draining);
                    }
                }
            }
            Endpoints usable = of(ready);
            return usable instanceof Endpoints.Fixed fixed && of(draining) instanceof Endpoints.Fixed leaving
                    ? new Endpoints.Fixed(fixed.endpoints(), leaving.endpoints())
                    : usable;
        }
    }

    /** The addresses of one endpoint are the same by definition, so the first stands for all. */
    private static void sort(EndpointSlice slice, int port, List<EndpointSpec> ready, List<EndpointSpec> draining) {
        for (EndpointSlice.Endpoint endpoint : slice.endpoints()) {
            if (!endpoint.addresses().isEmpty()) {
                EndpointSpec spec =
                        new EndpointSpec(endpoint.addresses().getFirst().text(), port);
                if (endpoint.ready()) {
                    ready.add(spec);
                } else if (endpoint.draining()) {
                    draining.add(spec);
                }
            }
        }
    }

    static Endpoints of(List<EndpointSpec> hosts) {
        List<EndpointSpec> sorted = hosts.stream()
                .map(Clusters::canonical)
                .distinct()
                .sorted(Comparator.comparing(EndpointSpec::host).thenComparingInt(EndpointSpec::port))
                .toList();
        boolean addresses = sorted.stream().allMatch(host -> IpAddress.isAddress(host.host()));
        return addresses ? new Endpoints.Fixed(sorted) : new Endpoints.Named(sorted);
    }

    private static EndpointSpec canonical(EndpointSpec endpoint) {
        String host = IpAddress.canonicalOr(endpoint.host());
        return host.equals(endpoint.host()) ? endpoint : new EndpointSpec(host, endpoint.port());
    }

    /** A cluster as it is specified, but for addresses that are those of a Service's port. */
    Wanted want(ClusterSpec spec, @Nullable Port addresses) {
        Wanted known = byId.get(spec.id().value());
        if (known != null && known.says(spec, addresses)) {
            return known;
        }
        if (known == null) {
            known = new Wanted(spec, addresses);
            byId.put(spec.id().value(), known);
        } else {
            known.spec = spec;
            known.addresses = addresses;
            known.slices = null;
            known.made = null;
        }
        return known;
    }

    /** Those that a translation uses, with the addresses that they have now. Forgets all others. */
    Map<ClusterId, ClusterSpec> used(Directory directory, int translation) {
        Map<ClusterId, ClusterSpec> used = LinkedHashMap.newLinkedHashMap(byId.size());
        for (Iterator<Wanted> all = byId.values().iterator(); all.hasNext(); ) {
            Wanted wanted = all.next();
            if (wanted.used == translation) {
                used.put(wanted.spec.id(), wanted.make(directory, translation));
            } else {
                all.remove();
            }
        }
        return used;
    }

    /** Services without addresses, which are reached by name; and the name. */
    Map<String, String> byName() {
        Map<String, String> byName = new HashMap<>();
        for (Wanted wanted : byId.values()) {
            Port addresses = wanted.addresses;
            if (addresses != null && wanted.isByName()) {
                byName.put(addresses.service().key(), Backends.dnsName(addresses.service()));
            }
        }
        return byName;
    }
}
