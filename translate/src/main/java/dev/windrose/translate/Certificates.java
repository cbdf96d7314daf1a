package dev.windrose.translate;

import dev.windrose.documents.kind.ConfigMap;
import dev.windrose.documents.kind.Document;
import dev.windrose.documents.kind.Ref;
import dev.windrose.documents.kind.Secret;
import dev.windrose.documents.kind.UnnamedKind;
import dev.windrose.documents.yaml.Position;
import dev.windrose.model.CertificateId;
import dev.windrose.model.CertificateSpec;
import dev.windrose.model.pem.Pem;
import dev.windrose.translate.Directory.Referrer;
import dev.windrose.translate.Directory.Target;
import java.time.Instant;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Resolves references to certificates with keys, and to trusted roots. */
final class Certificates {
    private static final String INVALID = "InvalidCertificateRef";
    private static final String INVALID_ROOTS = "InvalidCACertificateRef";

    private final Directory directory;
    private final Draft draft;
    private final Clock clock = new Clock();
    /** Checking whether a key belongs to its certificate takes as long as translating many routes. */
    private final IdentityHashMap<Secret, Pair> pairs = new IdentityHashMap<>();

    /** Texts of roots, and whether certificates can be read from them; of no more than one translation's time. */
    private final Map<String, Boolean> sound = new HashMap<>();

    /** A certificate with its key: what is wrong, or when it ends. */
    private record Pair(@Nullable String mistake, @Nullable Instant end) {}

    /** Whether certificates have ended. It is another answer only when one that was asked about has ended since. */
    private static final class Clock extends Answer {
        private final NavigableSet<Instant> ends = new TreeSet<>();
        private Instant now = Instant.EPOCH;

        private void reads(Instant end) {
            ends.add(end);
        }

        private void set(Instant next, int translation) {
            Instant earlier = next.isBefore(now) ? next : now;
            Instant later = next.isBefore(now) ? now : next;
            if (!ends.subSet(earlier, true, later, true).isEmpty()) {
                since(translation);
            }
            now = next;
        }
    }

    Certificates(Directory directory, Draft draft) {
        this.directory = directory;
        this.draft = draft;
    }

    /** Either an id, whose certificate is then in the draft, or why not. */
    record Found(@Nullable CertificateId id, @Nullable Unresolved problem) {}

    /** Roots in PEM, null if there are none, and what is wrong, null if nothing is. */
    record Roots(@Nullable String pem, @Nullable Unresolved problem) {}

    /** The certificate and key that a document refers to. */
    Found find(Ref ref, Referrer from) {
        Target target = new Target(
                ref.groupOr(""), ref.kindOr(UnnamedKind.CERTIFICATE), ref.namespaceOr(from.namespace()), ref.name());
        if (!target.group().isEmpty() || !target.kind().equals("Secret")) {
            return broken(ref, INVALID, "kind: " + target.type() + " (expected: Secret)");
        }
        if (!directory.permits(from, target)) {
            return broken(ref, "RefNotPermitted", notPermitted(from, target));
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

    static String notPermitted(Referrer from, Target target) {
        return target.kind() + " " + target.key() + ": no ReferenceGrant in namespace " + target.namespace() + " lets "
                + from.type() + " of " + from.namespace() + " refer to it";
    }

    private @Nullable String take(Secret secret, Position at) {
        Pair pair = pairs.computeIfAbsent(secret, Certificates::check);
        Instant end = pair.end;
        if (end == null) {
            return pair.mistake;
        }
        clock.reads(end);
        draft.ask(clock);
        if (end.isBefore(clock.now)) {
            draft.warning(
                    at, "expired-certificate", "Secret " + secret.metadata().key() + ": expired at " + end);
        }
        CertificateId id = new CertificateId(secret.metadata().key());
        String chain = Objects.requireNonNullElse(secret.text("tls.crt"), "");
        String key = Objects.requireNonNullElse(secret.text("tls.key"), "");
        draft.certificate(new CertificateSpec(id, chain, new CertificateSpec.Secret(key)));
        return null;
    }

    private static Pair check(Secret secret) {
        String mistake = KeyPairs.mistake(secret);
        if (mistake != null) {
            return new Pair(mistake, null);
        }
        String chain = Objects.requireNonNull(secret.text("tls.crt"));
        return new Pair(
                null, Pem.certificates(chain, "tls.crt")[0].getNotAfter().toInstant());
    }

    /** Begins a translation, as of a moment. */
    void start(Instant now) {
        clock.set(now, draft.translation());
        pairs.keySet().removeIf(directory::isGone);
        sound.clear();
    }

    /**
     * Trusted roots from {@code ca.crt} of ConfigMaps and Secrets that a document refers to. The roots that can be had count; the problem is that of the first that cannot.
     */
    Roots roots(List<Ref> refs, Referrer from) {
        StringBuilder pem = new StringBuilder();
        Unresolved problem = null;
        for (Ref ref : refs) {
            Roots one = root(ref, from);
            if (one.pem() != null) {
                pem.append(one.pem().strip()).append('\n');
            } else if (problem == null) {
                problem = one.problem();
            }
        }
        return new Roots(pem.isEmpty() ? null : pem.toString(), problem);
    }

    private Roots root(Ref ref, Referrer from) {
        Target target = new Target(
                ref.groupOr(""), ref.kindOr(UnnamedKind.ROOTS), ref.namespaceOr(from.namespace()), ref.name());
        boolean known = target.kind().equals("ConfigMap") || target.kind().equals("Secret");
        if (!target.group().isEmpty() || !known) {
            return noRoots(
                    ref, "InvalidCACertificateKind", "kind: " + target.type() + " (expected: ConfigMap or Secret)");
        }
        if (!directory.permits(from, target)) {
            return noRoots(ref, "RefNotPermitted", notPermitted(from, target));
        }
        String text = text(target);
        if (text == null) {
            return noRoots(ref, INVALID_ROOTS, caMissing(target));
        }
        if (sound.computeIfAbsent(text, Certificates::isChain)) {
            return new Roots(text, null);
        }
        return noRoots(ref, INVALID_ROOTS, target.kind() + " " + target.key() + ": ca.crt is not a certificate in PEM");
    }

    private static boolean isChain(String pem) {
        try {
            return Pem.certificates(pem, "ca.crt").length > 0;
        } catch (IllegalArgumentException _) {
            return false;
        }
    }

    private String caMissing(Target target) {
        boolean there = directory.find(Document.class, target.kind(), target.key()) != null;
        return there
                ? target.kind() + " " + target.key() + ": ca.crt missing"
                : directory.absence(target.kind(), target.key());
    }

    private @Nullable String text(Target target) {
        return switch (directory.find(Document.class, target.kind(), target.key())) {
            case Secret secret -> secret.text("ca.crt");
            case ConfigMap map -> map.data().get("ca.crt");
            case null, default -> null;
        };
    }

    private Roots noRoots(Ref ref, String reason, String message) {
        draft.error(ref.at(), "invalid-certificate", message);
        return new Roots(null, new Unresolved(reason, message));
    }
}
