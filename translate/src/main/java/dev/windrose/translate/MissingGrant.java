package dev.windrose.translate;

import dev.windrose.documents.Documents;
import dev.windrose.documents.kind.Backend;
import dev.windrose.documents.kind.Document;
import dev.windrose.documents.kind.ExperimentalBackend;
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
import dev.windrose.documents.kind.TlsValidation;
import dev.windrose.documents.kind.UnnamedKind;
import dev.windrose.translate.Directory.Referrer;
import dev.windrose.translate.Directory.Target;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A reference into another namespace that no ReferenceGrant permits.
 *
 * @param fromGroup of the document that refers
 * @param group of what is referred to; empty for Kubernetes' own
 */
public record MissingGrant(
        String fromGroup,
        String fromKind,
        String fromNamespace,
        String group,
        String kind,
        String namespace,
        String name) {
    /** What YAML reads as text without quotes, unless it is one of the {@link #WORD words}: numbers and dates begin with a digit. */
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z][A-Za-z0-9./-]*");

    private static final Pattern WORD = Pattern.compile("(?i)true|false|yes|no|on|off|y|n|null");

    /** All of some documents, and of the backends that they lead to; each once. */
    public static List<MissingGrant> of(Documents all, List<? extends Document> from) {
        Draft draft = new Draft();
        draft.start();
        Directory directory = new Directory(draft);
        directory.take(all);
        Set<MissingGrant> missing = new LinkedHashSet<>();
        for (Document document : from) {
            for (Target target : targets(document, directory)) {
                find(document, target, directory, missing);
                Document backend = backend(target, directory);
                if (backend != null) {
                    targets(backend, directory).forEach(next -> find(backend, next, directory, missing));
                }
            }
        }
        return List.copyOf(missing);
    }

    private static void find(Document document, Target target, Directory directory, Set<MissingGrant> missing) {
        Referrer from = Referrer.of(document);
        if (!directory.permits(from, target)) {
            missing.add(new MissingGrant(
                    from.group(),
                    from.kind(),
                    from.namespace(),
                    target.group(),
                    target.kind(),
                    target.namespace(),
                    target.name()));
        }
    }

    /** A backend that refers to others itself; null for any other target, and for one that is not there. */
    private static @Nullable Document backend(Target target, Directory directory) {
        return Backends.isBackend(target) || Backends.isExperimental(target)
                ? directory.find(Document.class, target.kind(), target.key())
                : null;
    }

    /** The ReferenceGrant that permits this one reference, in YAML. */
    public String document() {
        return """
                apiVersion: gateway.networking.k8s.io/v1
                kind: ReferenceGrant
                metadata:
                  name: %s
                  namespace: %s
                spec:
                  from:
                    - group: %s
                      kind: %s
                      namespace: %s
                  to:
                    - group: %s
                      kind: %s
                      name: %s
                """.formatted(Stream.of(
                        name + "-from-" + fromNamespace,
                        namespace,
                        fromGroup,
                        fromKind,
                        fromNamespace,
                        group,
                        kind,
                        name)
                .map(MissingGrant::scalar)
                .toArray());
    }

    private static String scalar(String text) {
        boolean plain = PLAIN.matcher(text).matches() && !WORD.matcher(text).matches();
        return plain ? text : '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
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
        Ref shown = shown(document);
        if (shown != null) {
            targets.add(plain(shown, home, UnnamedKind.CERTIFICATE));
        }
        roots(document).forEach(ref -> targets.add(plain(ref, home, UnnamedKind.ROOTS)));
        return targets;
    }

    /** The certificate that endpoints are shown. */
    private static @Nullable Ref shown(Document document) {
        return switch (document) {
            case Gateway gateway -> gateway.clientCertificate();
            case Backend backend -> shown(backend.tls());
            case ExperimentalBackend backend -> shown(backend.tls());
            default -> null;
        };
    }

    /** Whose certificates are trusted: those of clients, or of endpoints. */
    private static List<Ref> roots(Document document) {
        return switch (document) {
            case Gateway gateway ->
                gateway.frontend().values().stream()
                        .flatMap(clients -> clients.caCertificateRefs().stream())
                        .toList();
            case Backend backend -> roots(backend.tls());
            case ExperimentalBackend backend -> roots(backend.tls());
            default -> List.of();
        };
    }

    private static @Nullable Ref shown(Backend.@Nullable Tls tls) {
        return tls == null ? null : tls.clientCertificateRef();
    }

    private static @Nullable Ref shown(ExperimentalBackend.@Nullable Tls tls) {
        return tls == null ? null : tls.clientCertificate();
    }

    private static List<Ref> roots(Backend.@Nullable Tls tls) {
        return tls == null ? List.of() : tls.caCertificateRefs();
    }

    private static List<Ref> roots(ExperimentalBackend.@Nullable Tls tls) {
        TlsValidation validation = tls == null ? null : tls.validation();
        return validation == null ? List.of() : validation.caCertificateRefs();
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
