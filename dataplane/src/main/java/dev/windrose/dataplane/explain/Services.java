package dev.windrose.dataplane.explain;

import dev.windrose.documents.kind.GrpcRoute;
import dev.windrose.documents.kind.HttpRoute;
import dev.windrose.documents.kind.Ref;
import dev.windrose.documents.kind.Route;
import dev.windrose.documents.kind.RouteRule.BackendRef;
import dev.windrose.documents.kind.StreamRoute;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The Services that a rule leads to, as namespaces and names. */
final class Services {
    private Services() {}

    /** Of a rule that the route has no more, as it was written anew since, none. */
    static Set<String> of(Route route, int rule) {
        if (rule >= route.size()) {
            return Set.of();
        }
        List<BackendRef> refs = switch (route) {
            case HttpRoute http -> http.rules().get(rule).backendRefs();
            case GrpcRoute grpc -> grpc.rules().get(rule).backendRefs();
            case StreamRoute stream -> stream.rules().get(rule).backendRefs();
        };
        Set<String> services = new LinkedHashSet<>();
        for (BackendRef backend : refs) {
            Ref ref = backend.ref();
            if (ref.kindOr("Service").equals("Service") && ref.groupOr("").isEmpty()) {
                services.add(ref.namespaceOr(route.metadata().namespace()) + "/" + ref.name());
            }
        }
        return services;
    }
}
