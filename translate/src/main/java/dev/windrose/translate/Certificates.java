package dev.windrose.translate;

import dev.windrose.documents.kind.ConfigMap;
import dev.windrose.documents.kind.Ref;
import dev.windrose.documents.kind.Secret;
import dev.windrose.documents.yaml.Position;
import dev.windrose.model.CertificateId;
import dev.windrose.model.CertificateSpec;
import dev.windrose.translate.Directory.Target;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Resolves references to certificates with keys, and to trusted roots. */
final class Certificates {
    private static final String INVALID = "InvalidCertificateRef";

    private final Directory directory;
    private final Draft draft;
    private final Instant now;

    Certificates(Directory directory, Draft draft, Instant now) {
        this.directory = directory;
        this.draft = draft;
        this.now = now;
    }

    /** Either an id, whose certificate is then in the draft, or why not. */
    record Found(@Nullable CertificateId id, @Nullable Unresolved problem) {}

    /** Roots in PEM, or why not. */
    record Roots(@Nullable String pem, @Nullable Unresolved problem) {}

    /** The certificate and key that a document of a kind, in a namespace, refers to. */
    Found find(Ref ref, String fromKind, String home) {
        Target target = new Target(ref.groupOr(""), ref.kindOr("Secret"), ref.namespaceOr(home), ref.name());
        if (!target.group().isEmpty() || !target.kind().equals("Secret")) {
            return broken(ref, INVALID, "kind: " + target.kind() + " (expected: Secret)");
        }
        if (!directory.permits(fromKind, home, target)) {
            return broken(ref, "RefNotPermitted", notPermitted(fromKind, home, target));
        }
        Secret secret = directory.find(Secret.class, "Secret", target.key());
        if (secret == null) {
            return broken(ref, INVALID, directory.absence("Secret", target.key()));
        }
        String mistake = take(secret, ref.at());
        return mistake == null
                ? new Found(new CertificateId(target.key()), null)
                : broken(ref, INVALID, "Secret " + target.key() + ": " + mistake);
    }

    private Found broken(Ref ref, String reason, String message) {
        draft.error(ref.at(), "invalid-certificate", message);
        return new Found(null, new Unresolved(reason, message));
    }

    static String notPermitted(String fromKind, String home, Target target) {
        return target.kind() + " " + target.key() + ": no ReferenceGrant in namespace " + target.namespace() + " lets "
                + fromKind + " of " + home + " refer to it";
    }

    private @Nullable String take(Secret secret, Position at) {
        String chainPem = secret.data().getOrDefault("tls.crt", "");
        String keyPem = secret.data().getOrDefault("tls.key", "");
        String mistake = KeyPairs.mistake(secret.data());
        if (mistake != null) {
            return mistake;
        }
        try {
            warnOfExpiry(KeyPairs.chain(chainPem).getFirst(), secret, at);
        } catch (CertificateException _) {
            return "tls.crt is not a certificate in PEM";
        }
        CertificateId id = new CertificateId(secret.metadata().key());
        draft.certificates.put(id, new CertificateSpec(id, chainPem, new CertificateSpec.Secret(keyPem)));
        return null;
    }

    private void warnOfExpiry(X509Certificate leaf, Secret secret, Position at) {
        Instant end = leaf.getNotAfter().toInstant();
        if (end.isBefore(now)) {
            draft.warning(
                    at, "expired-certificate", "Secret " + secret.metadata().key() + ": expired at " + end);
        }
    }

    /** Trusted roots from {@code ca.crt} of ConfigMaps and Secrets. */
    Roots roots(List<Ref> refs, String home) {
        StringBuilder pem = new StringBuilder();
        for (Ref ref : refs) {
            String key = home + "/" + ref.name();
            String kind = ref.kindOr("ConfigMap");
            String text = text(kind, key);
            if (text == null || !ref.namespaceOr(home).equals(home)) {
                return noRoots(
                        ref,
                        kind.equals("ConfigMap") || kind.equals("Secret")
                                ? caMissing(kind, key)
                                : "kind: " + kind + " (expected: ConfigMap or Secret)");
            }
            try {
                pem.append(KeyPairs.chain(text).isEmpty() ? "" : text.strip()).append('\n');
            } catch (CertificateException _) {
                return noRoots(ref, kind + " " + key + ": ca.crt is not a certificate in PEM");
            }
        }
        return new Roots(pem.isEmpty() ? null : pem.toString(), null);
    }

    private String caMissing(String kind, String key) {
        boolean there = kind.equals("Secret")
                ? directory.find(Secret.class, kind, key) != null
                : directory.find(ConfigMap.class, kind, key) != null;
        return there ? kind + " " + key + ": ca.crt missing" : directory.absence(kind, key);
    }

    private @Nullable String text(String kind, String key) {
        if (kind.equals("Secret")) {
            Secret secret = directory.find(Secret.class, kind, key);
            return secret == null ? null : secret.data().get("ca.crt");
        }
        ConfigMap map = kind.equals("ConfigMap") ? directory.find(ConfigMap.class, kind, key) : null;
        return map == null ? null : map.data().get("ca.crt");
    }

    private Roots noRoots(Ref ref, String message) {
        draft.error(ref.at(), "invalid-certificate", message);
        return new Roots(null, new Unresolved("InvalidCACertificateRef", message));
    }
}
