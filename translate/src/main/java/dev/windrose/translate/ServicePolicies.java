package dev.windrose.translate;

import dev.windrose.documents.kind.BackendTlsPolicy;
import dev.windrose.documents.kind.BackendTrafficPolicy;
import dev.windrose.documents.kind.Document;
import dev.windrose.documents.kind.ExperimentalBackend;
import dev.windrose.documents.kind.PolicyTarget;
import dev.windrose.documents.kind.Ref;
import dev.windrose.documents.kind.Service;
import dev.windrose.documents.kind.Service.ServicePort;
import dev.windrose.documents.kind.TlsValidation;
import dev.windrose.model.CertificateId;
import dev.windrose.model.ClusterSpec.SubjectName;
import dev.windrose.model.ClusterSpec.UpstreamTls;
import dev.windrose.model.TrafficSpec;
import dev.windrose.model.TrafficSpec.RetryBudget;
import dev.windrose.translate.Certificates.Roots;
import dev.windrose.translate.Directory.Referrer;
import dev.windrose.translate.Directory.Target;
import dev.windrose.translate.DocumentStatus.AncestorStatus;
import dev.windrose.translate.Listeners.Through;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Policies about Services: which of them counts for a port, and for which gateways they have an effect. Of several with one target the oldest
 * counts; one for a port goes before one for the whole Service.
 */
final class ServicePolicies {
    /** How many gateways a policy's status can name; for more a policy counts as one that cannot be applied. */
    private static final int MOST_ANCESTORS = 16;
    /** How many the status of an XBackend can name; more use it all the same. */
    private static final int MOST_PARENTS = 32;

    private static final String TLS_POLICY = "BackendTLSPolicy";
    private static final String TRAFFIC_POLICY = "XBackendTrafficPolicy";

    private final Directory directory;
    private final Draft draft;
    private final Certificates certificates;
    private Filed<BackendTlsPolicy> tls = new Filed<>();
    private Filed<BackendTrafficPolicy> traffic = new Filed<>();
    private final Map<String, Kept<Tls>> resolved = new HashMap<>();
    private final Map<Name, Set<String>> gateways = new HashMap<>();

    ServicePolicies(Directory directory, Draft draft, Certificates certificates) {
        this.directory = directory;
        this.draft = draft;
        this.certificates = certificates;
    }

    /** Files the policies that there are now. A Service counts as changed when its policies are others than before. */
    void start() {
        gateways.clear();
        Filed<BackendTlsPolicy> tlsNow = new Filed<>();
        Set<String> present = new HashSet<>();
        for (BackendTlsPolicy policy : directory.all(BackendTlsPolicy.class, TLS_POLICY)) {
            tlsNow.add(policy, policy.targets());
            present.add(policy.metadata().key());
        }
        Filed<BackendTrafficPolicy> trafficNow = new Filed<>();
        for (BackendTrafficPolicy policy : directory.all(BackendTrafficPolicy.class, TRAFFIC_POLICY)) {
            trafficNow.add(policy, policy.targets());
        }
        renew(tls.byTarget, tlsNow.byTarget);
        renew(traffic.byTarget, trafficNow.byTarget);
        tls = tlsNow;
        traffic = trafficNow;
        resolved.keySet().retainAll(present);
    }

    private <T> void renew(Map<String, List<T>> before, Map<String, List<T>> now) {
        Set<String> keys = new HashSet<>(before.keySet());
        keys.addAll(now.keySet());
        for (String key : keys) {
            if (!Objects.equals(before.get(key), now.get(key))) {
                int section = key.indexOf('#');
                directory.renew("Service", section < 0 ? key : key.substring(0, section));
            }
        }
    }

    /** Which document is meant, whatever it says. */
    private record Name(String kind, String key) {
        static Name of(Document document) {
            return new Name(document.kind(), document.metadata().key());
        }
    }

    /** That a gateway has to do with a policy. */
    static final class Use {
        private final ServicePolicies policies;
        private final Name policy;
        private final String gateway;

        private Use(ServicePolicies policies, Name policy, String gateway) {
            this.policies = policies;
            this.policy = policy;
            this.gateway = gateway;
        }

        /** Holds for the translation under way too. */
        void again() {
            policies.enter(policy, gateway);
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Use use && policy.equals(use.policy) && gateway.equals(use.gateway);
        }

        @Override
        public int hashCode() {
            return Objects.hash(policy, gateway);
        }
    }

    /** Policies of one kind by their targets: a Service, or with a {@code #} one of its ports. They are added the oldest first. */
    private static final class Filed<T extends Document> {
        private final Map<String, List<T>> byTarget = new HashMap<>();
        /** Names of ports that policies are for, by Service. */
        private final Map<String, Set<String>> sections = new HashMap<>();
        /** Keys of those that come after an older one at each of their targets. */
        private final Set<String> conflicted = new HashSet<>();

        void add(T policy, List<PolicyTarget> targets) {
            String namespace = policy.metadata().namespace();
            Set<String> own = new HashSet<>();
            boolean first = false;
            for (PolicyTarget target : targets) {
                String section = target.sectionName();
                String service = namespace + "/" + target.name();
                String key = section == null ? service : service + "#" + section;
                if (target.group().isEmpty() && target.kind().equals("Service") && own.add(key)) {
                    List<T> filed = byTarget.computeIfAbsent(key, _ -> new ArrayList<>());
                    first |= filed.isEmpty();
                    filed.add(policy);
                    if (section != null) {
                        sections.computeIfAbsent(service, _ -> new TreeSet<>()).add(section);
                    }
                }
            }
            if (!own.isEmpty() && !first) {
                conflicted.add(policy.metadata().key());
            }
        }

        List<T> at(String target) {
            return byTarget.getOrDefault(target, List.of());
        }

        Set<String> sections(String service) {
            return sections.getOrDefault(service, Set.of());
        }

        boolean isConflicted(T policy) {
            return conflicted.contains(policy.metadata().key());
        }
    }

    /**
     * TLS as a policy says it.
     *
     * @param serverName SNI, or null when refused
     * @param caPem roots, or null for those of the system
     * @param issue why a root cannot be had, or null; with others it still works
     * @param refused why nothing may be sent, or null
     */
    record Tls(
            @Nullable String serverName,
            @Nullable String caPem,
            List<SubjectName> names,
            @Nullable Unresolved issue,
            @Nullable String refused) {
        static final Tls NONE = new Tls(null, null, List.of(), null, null);

        UpstreamTls tls(@Nullable CertificateId client) {
            return new UpstreamTls(serverName, caPem, true, client, names);
        }

        static Tls refused(@Nullable Unresolved issue, String why) {
            return new Tls(null, null, List.of(), issue, why);
        }
    }

    /** What counts for a Service's port, or null; remembers that a gateway uses it. */
    @Nullable
    Tls tls(Target service, ServicePort port, @Nullable Through gateway) {
        String name = port.name();
        List<BackendTlsPolicy> whole = tls.at(service.key());
        List<BackendTlsPolicy> section = name == null ? List.of() : tls.at(service.key() + "#" + name);
        if (whole.isEmpty() && section.isEmpty()) {
            return misplaced(service, gateway);
        }
        BackendTlsPolicy first = section.isEmpty() ? whole.getFirst() : section.getFirst();
        boolean shown = use(first, gateway);
        whole.forEach(policy -> use(policy, gateway));
        section.forEach(policy -> use(policy, gateway));
        return shown ? resolve(first) : Tls.refused(null, crowded(first));
    }

    /** A policy for a port that the Service does not have was meant for another one, and nobody knows for which. */
    private @Nullable Tls misplaced(Target service, @Nullable Through gateway) {
        for (String section : tls.sections(service.key())) {
            BackendTlsPolicy policy = tls.at(service.key() + "#" + section).getFirst();
            String why = misplaced(policy);
            if (why != null) {
                use(policy, gateway);
                return Tls.refused(null, why);
            }
        }
        return null;
    }

    /** Which port that a policy is for is none, or null. */
    private @Nullable String misplaced(BackendTlsPolicy policy) {
        for (PolicyTarget target : policy.targets()) {
            String section = target.sectionName();
            String key = policy.metadata().namespace() + "/" + target.name();
            Service service = section == null ? null : directory.find(Service.class, "Service", key);
            if (service != null && service.ports().stream().noneMatch(port -> Objects.equals(section, port.name()))) {
                return "targetRefs: sectionName " + section + " is no port of Service " + key;
            }
        }
        return null;
    }

    /** Remembers that a gateway sends to a backend. */
    void use(ExperimentalBackend backend, @Nullable Through gateway) {
        if (gateway != null) {
            enter(new Use(this, Name.of(backend), gateway.key()));
        }
    }

    /** Remembers that a gateway has to do with a policy; false if its status has no place for another one. */
    private boolean use(Document policy, @Nullable Through gateway) {
        if (gateway == null) {
            return true;
        }
        if (enter(new Use(this, Name.of(policy), gateway.key()))) {
            return true;
        }
        draft.error(
                policy.metadata().at(),
                "too-many-gateways",
                crowded(policy) + ", Gateway " + gateway.key() + " is one more");
        return false;
    }

    private boolean enter(Use use) {
        draft.use(use);
        return enter(use.policy, use.gateway);
    }

    private boolean enter(Name policy, String gateway) {
        Set<String> known = gateways.computeIfAbsent(policy, _ -> new TreeSet<>());
        if (known.size() < most(policy.kind) || known.contains(gateway)) {
            known.add(gateway);
            return true;
        }
        // Who finds a place depends on who came first.
        draft.singular();
        return false;
    }

    private static int most(String kind) {
        return kind.equals("XBackend") ? MOST_PARENTS : MOST_ANCESTORS;
    }

    private static String crowded(Document policy) {
        return policy.kind() + " " + policy.metadata().key() + ": used by more than " + most(policy.kind())
                + " Gateways";
    }

    private Tls resolve(BackendTlsPolicy policy) {
        return resolved.computeIfAbsent(policy.metadata().key(), key -> new Kept<>(draft, () -> validated(key)))
                .ask();
    }

    private Tls validated(String key) {
        BackendTlsPolicy policy = directory.find(BackendTlsPolicy.class, TLS_POLICY, key);
        if (policy == null) {
            // It is gone, and what rested on it will be worked out without it.
            return Tls.NONE;
        }
        String broken = policy.broken();
        return broken != null
                ? Tls.refused(new Unresolved("Invalid", broken), broken)
                : validate(policy.validation(), Referrer.of(policy));
    }

    /** What a validation that stands in a document comes to. */
    Tls validate(@Nullable TlsValidation validation, Referrer from) {
        if (validation == null) {
            return Tls.NONE;
        }
        String pem = null;
        Unresolved issue = null;
        if (!validation.system()) {
            Roots roots = certificates.roots(validation.caCertificateRefs(), from);
            pem = roots.pem();
            Unresolved problem = roots.problem();
            if (problem != null) {
                boolean kind = problem.reason().equals("InvalidCACertificateKind");
                issue = kind ? new Unresolved("InvalidKind", problem.message()) : problem;
            }
            if (pem == null) {
                return Tls.refused(issue, problem == null ? "no trusted roots" : problem.message());
            }
        }
        List<SubjectName> names = validation.names().stream()
                .map(name -> new SubjectName(name.uri() ? SubjectName.Kind.URI : SubjectName.Kind.DNS, name.value()))
                .toList();
        return new Tls(validation.hostname(), pem, names, issue, null);
    }

    /** What counts for all traffic to a Service; remembers that a gateway uses it. */
    TrafficSpec traffic(Target service, @Nullable Through gateway) {
        List<BackendTrafficPolicy> policies = traffic.at(service.key());
        policies.forEach(policy -> use(policy, gateway));
        if (policies.isEmpty()) {
            return TrafficSpec.NONE;
        }
        BackendTrafficPolicy first = policies.getFirst();
        BackendTrafficPolicy.Budget budget = first.budget();
        return new TrafficSpec(
                budget == null
                        ? null
                        : new RetryBudget(budget.percent(), budget.interval(), budget.count(), budget.countInterval()),
                Rules.session(first.session(), service.key()));
    }

    /** After all routes were translated. */
    List<DocumentStatus> statuses() {
        List<DocumentStatus> statuses = new ArrayList<>();
        for (BackendTlsPolicy policy : directory.all(BackendTlsPolicy.class, TLS_POLICY)) {
            missing(policy, policy.targets());
            statuses.add(status(policy, conditions(policy)));
        }
        for (BackendTrafficPolicy policy : directory.all(BackendTrafficPolicy.class, TRAFFIC_POLICY)) {
            missing(policy, policy.targets());
            Condition accepted = traffic.isConflicted(policy) ? conflicted(policy) : Condition.yes("Accepted");
            statuses.add(status(policy, List.of(accepted)));
        }
        for (ExperimentalBackend backend : directory.all(ExperimentalBackend.class, "XBackend")) {
            statuses.add(status(backend, conditions(backend)));
        }
        return statuses;
    }

    private List<Condition> conditions(ExperimentalBackend backend) {
        ExperimentalBackend.Tls written = backend.tls();
        if (written == null) {
            return List.of(Condition.yes("Accepted"));
        }
        Referrer from = Referrer.of(backend);
        Tls tls = validate(written.validation(), from);
        Ref client = written.clientCertificate();
        Unresolved unresolved =
                client == null ? null : certificates.find(client, from).problem();
        Unresolved issue = tls.issue() == null ? unresolved : tls.issue();
        return List.of(
                tls.refused() == null
                        ? Condition.yes("Accepted")
                        : Condition.no("Accepted", "NoValidCACertificate", tls.refused()),
                issue == null
                        ? Condition.yes("ResolvedRefs")
                        : Condition.no("ResolvedRefs", issue.reason(), issue.message()));
    }

    private void missing(Document policy, List<PolicyTarget> targets) {
        for (PolicyTarget target : targets) {
            String key = policy.metadata().namespace() + "/" + target.name();
            if (!target.kind().equals("Service") || !target.group().isEmpty()) {
                draft.warning(
                        target.at(), "unsupported-kind", "targetRefs: kind " + target.kind() + " (expected: Service)");
            } else {
                target(target, key);
            }
        }
    }

    private void target(PolicyTarget target, String key) {
        Service service = directory.find(Service.class, "Service", key);
        String section = target.sectionName();
        if (service == null) {
            draft.warning(target.at(), "target-not-found", "targetRefs: " + directory.absence("Service", key));
        } else if (section != null && service.ports().stream().noneMatch(port -> section.equals(port.name()))) {
            List<String> names = service.ports().stream()
                    .map(ServicePort::name)
                    .filter(Objects::nonNull)
                    .toList();
            draft.warning(
                    target.at(),
                    "target-not-found",
                    "targetRefs: sectionName " + section + " (expected: a port's name of Service " + key + ": " + names
                            + ")");
        }
    }

    private List<Condition> conditions(BackendTlsPolicy policy) {
        Tls found = resolve(policy);
        Unresolved issue = found.issue();
        Condition references = issue == null
                ? Condition.yes("ResolvedRefs")
                : Condition.no("ResolvedRefs", issue.reason(), issue.message());
        if (tls.isConflicted(policy)) {
            return List.of(conflicted(policy), references);
        }
        String misplaced = misplaced(policy);
        if (misplaced != null) {
            return List.of(Condition.no("Accepted", "TargetNotFound", misplaced), references);
        }
        String refused = found.refused();
        if (refused == null) {
            return List.of(Condition.yes("Accepted"), references);
        }
        String reason = policy.broken() == null ? "NoValidCACertificate" : "Invalid";
        return List.of(Condition.no("Accepted", reason, refused), references);
    }

    private DocumentStatus status(Document policy, List<Condition> conditions) {
        List<AncestorStatus> ancestors = gateways.getOrDefault(Name.of(policy), Set.of()).stream()
                .map(gateway -> new AncestorStatus(gateway, conditions))
                .toList();
        return DocumentStatus.ofPolicy(policy.kind(), policy.metadata(), ancestors);
    }

    private Condition conflicted(Document policy) {
        String why = "an older policy has the same target";
        draft.error(
                policy.metadata().at(),
                "conflicted",
                policy.kind() + " " + policy.metadata().key() + ": " + why);
        return Condition.no("Accepted", "Conflicted", why);
    }
}
