package dev.windrose.dataplane.explain;

import dev.windrose.documents.kind.BackendTlsPolicy;
import dev.windrose.documents.kind.BackendTrafficPolicy;
import dev.windrose.documents.kind.Document;
import dev.windrose.documents.kind.PolicyTarget;
import dev.windrose.translate.Condition;
import dev.windrose.translate.DocumentStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Policies about the Services that something leads to: what they say, and whether they are in force. */
final class PolicyRemarks {
    private final Written written;
    private final Known known;
    private final List<Remark> remarks = new ArrayList<>();

    PolicyRemarks(Written written, Known known) {
        this.written = written;
        this.known = known;
    }

    /** {@code services} are namespaces and names. */
    List<Remark> of(Set<String> services) {
        for (Document document : written.documents().all()) {
            if (document instanceof BackendTlsPolicy policy) {
                policy(policy, policy.targets(), services, "TLS");
            } else if (document instanceof BackendTrafficPolicy policy) {
                policy(policy, policy.targets(), services, says(policy));
            }
        }
        return remarks;
    }

    private static String says(BackendTrafficPolicy policy) {
        List<String> parts = new ArrayList<>();
        if (policy.budget() != null) {
            parts.add("a budget of retries");
        }
        if (policy.session() != null) {
            parts.add("sessions");
        }
        return String.join(" and ", parts);
    }

    private void policy(Document policy, List<PolicyTarget> targets, Set<String> services, String what) {
        for (PolicyTarget target : targets) {
            String service = policy.metadata().namespace() + "/" + target.name();
            if (target.kind().equals("Service") && services.contains(service)) {
                String section = target.sectionName() == null ? "" : ", port " + target.sectionName();
                remarks.add(new Remark(
                        "policy",
                        Known.object(policy),
                        policy.metadata().at().toString(),
                        state(policy) + what + " for Service " + service + section,
                        null));
            }
        }
    }

    private String state(Document policy) {
        DocumentStatus status = known.status(policy);
        if (status == null || status.ancestors().isEmpty()) {
            return "not in force, no Gateway uses it: ";
        }
        for (DocumentStatus.AncestorStatus ancestor : status.ancestors()) {
            Condition unmet = Known.unmet(ancestor.conditions(), "Accepted", "ResolvedRefs");
            if (unmet != null) {
                return (unmet.type().equals("Accepted") ? "not in force" : "in part") + " (" + Known.text(unmet)
                        + "): ";
            }
        }
        return "in force: ";
    }
}
