package dev.windrose.documents.kind;

import dev.windrose.documents.yaml.Fields;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** TLS towards the endpoints of Services. Written {@code BackendTLSPolicy}. {@code validation} is null when it cannot be read. */
public record BackendTlsPolicy(
        Metadata metadata,
        List<PolicyTarget> targets,
        @Nullable TlsValidation validation,
        @Nullable String broken) implements Document {
    public BackendTlsPolicy {
        targets = List.copyOf(targets);
    }

    @Override
    public String kind() {
        return "BackendTLSPolicy";
    }

    @Override
    public boolean isBroken() {
        return broken != null;
    }

    /** What was to be secured stays so: as far as it can be read what that is, nothing is sent to it. */
    @Override
    public @Nullable Document spoiled(String why) {
        return targets.isEmpty() ? null : new BackendTlsPolicy(metadata, targets, validation, why);
    }

    public static BackendTlsPolicy read(Fields document) {
        Metadata metadata = Metadata.read(document, true);
        int before = document.problems().errors();
        BackendTlsPolicy read = document.object("spec", spec -> {
            spec.ignore("options");
            List<PolicyTarget> targets = spec.list("targetRefs", PolicyTarget::read).stream()
                    .filter(target -> !target.name().isEmpty())
                    .toList();
            int start = spec.problems().errors();
            TlsValidation validation = spec.object("validation", TlsValidation::read);
            if (!spec.has("validation")) {
                spec.missing("validation", "validation: {hostname: …, caCertificateRefs: […]}");
            }
            // What is meant to be secured must not be left as if it was not.
            spec.problems().contain(start);
            return new BackendTlsPolicy(
                    metadata, targets, validation, spec.problems().firstErrorSince(before));
        });
        if (read == null && !document.has("spec")) {
            document.missing("spec", "targetRefs and validation");
        }
        return read == null ? new BackendTlsPolicy(metadata, List.of(), null, "spec: missing") : read;
    }
}
