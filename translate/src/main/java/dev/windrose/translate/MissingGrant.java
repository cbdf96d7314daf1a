package dev.windrose.translate;

import dev.windrose.documents.Documents;
import dev.windrose.documents.kind.Backend;
import dev.windrose.documents.kind.Document;
import dev.windrose.documents.kind.Gateway;
import dev.windrose.documents.kind.GrpcRoute;
import dev.windrose.documents.kind.HttpRoute;
import dev.windrose.documents.kind.Listener;
import dev.windrose.documents.kind.ListenerSet;
import dev.windrose.documents.kind.Ref;
import dev.windrose.documents.kind.Route;
import dev.windrose.documents.kind.RouteFilter;
import dev.windrose.documents.kind.RouteRule;
import dev.windrose.documents.kind.Service;
import dev.windrose.documents.kind.StreamRoute;
import dev.windrose.documents.kind.UnnamedKind;
import dev.windrose.translate.Directory.Target;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * A reference into another namespace that no ReferenceGrant permits.
 *
 * @param fromKind kind of the document that refers, of the Gateway API's group
 * @param group of what is referred to; empty for Kubernetes' own
 */
public record MissingGrant(
        String fromKind, String fromNamespace, String group, String kind, String namespace, String name) {
    /** All of some documents, each once. */
    public static List<MissingGrant> of(Documents all, List<? extends Document> from) {
        Draft draft = new Draft();
        draft.start();
        Directory directory = new Directory(draft);
        directory.take(all);
        Set<MissingGrant> missing = new LinkedHashSet<>();
        for (Document document : from) {
            String home = document.metadata().namespace();
            for (Target target : targets(document, directory)) {
                if (!directory.permits(document.kind(), home, target)) {
                    missing.add(new MissingGrant(
                            document.kind(), home, target.group(), target.kind(), target.namespace(), target.name()));
                }
            }
        }
        return List.copyOf(missing);
    }

    /** The ReferenceGrant that permits this one reference, in YAML. */
    public String document() {
        return """
                apiVersion: gateway.networking.k8s.io/v1
                kind: ReferenceGrant
                metadata:
                  name: %s-from-%s
                  namespace: %s
                spec:
                  from:
                    - group: %s
                      kind: %s
                      namespace: %s
                  to:
                    - group: "%s"
                      kind: %s
                      name: %s
                """.formatted(
                        name, fromNamespace, namespace, AttachPoint.GROUP, fromKind, fromNamespace, group, kind, name);
    }

    private static List<Target> targets(Document document, Directory directory) {
        String home = document.metadata().namespace();
        List<Target> targets = new ArrayList<>();
        for (Ref ref : backends(document)) {
            targets.add(backend(ref, home, directory));
        }
        for (Listener listener : listeners(document)) {
            Listener.Tls tls = listener.tls();
            if (tls != null) {
                tls.certificateRefs().forEach(ref -> targets.add(plain(ref, home, UnnamedKind.CERTIFICATE)));
            }
        }
        if (document instanceof Gateway gateway) {
            Ref shown = gateway.clientCertificate();
            if (shown != null) {
                targets.add(plain(shown, home, UnnamedKind.CERTIFICATE));
            }
            gateway.frontend()
                    .values()
                    .forEach(clients -> clients.caCertificateRefs()
                            .forEach(ref -> targets.add(plain(ref, home, UnnamedKind.ROOTS))));
        }
        return targets;
    }

    private static List<Listener> listeners(Document document) {
        if (document instanceof Gateway gateway) {
            return gateway.listeners();
        }
        return document instanceof ListenerSet set ? set.listeners() : List.of();
    }

    private static List<Ref> backends(Document document) {
        if (!(document instanceof Route any)) {
            return List.of();
        }
        return switch (any) {
            case HttpRoute route -> backends(route.rules());
            case GrpcRoute route -> backends(route.rules());
            case StreamRoute route ->
                route.rules().stream()
                        .flatMap(rule -> rule.backendRefs().stream())
                        .map(RouteRule.BackendRef::ref)
                        .toList();
        };
    }

    private static List<Ref> backends(List<RouteRule> rules) {
        List<Ref> refs = new ArrayList<>();
        for (RouteRule rule : rules) {
            rule.filters().forEach(filter -> add(filter, refs));
            for (RouteRule.BackendRef backend : rule.backendRefs()) {
                refs.add(backend.ref());
                backend.filters().forEach(filter -> add(filter, refs));
            }
        }
        return refs;
    }

    private static void add(RouteFilter filter, List<Ref> refs) {
        if (filter instanceof RouteFilter.Mirror mirror) {
            refs.add(mirror.backend());
        } else if (filter instanceof RouteFilter.ExternalAuth auth) {
            refs.add(auth.backend());
        }
    }

    private static Target plain(Ref ref, String home, String usual) {
        return new Target(ref.groupOr(""), ref.kindOr(usual), ref.namespaceOr(home), ref.name());
    }

    private static Target backend(Ref ref, String home, Directory directory) {
        String key = ref.namespaceOr(home) + "/" + ref.name();
        boolean own = ref.kind() == null
                && ref.group() == null
                && directory.find(Service.class, "Service", key) == null
                && directory.find(Backend.class, "Backend", key) != null;
        String kind = own ? "Backend" : Objects.requireNonNullElse(ref.kind(), "Service");
        return new Target(ref.groupOr(Backends.group(kind)), kind, ref.namespaceOr(home), ref.name());
    }
}
