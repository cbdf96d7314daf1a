package dev.windrose.model;

/** Names a certificate with its key, such as {@code production/api-cert}. */
public record CertificateId(String value) {
    public CertificateId {
        Check.that(!value.isEmpty(), "CertificateId", "\"\"", "a name");
    }

    @Override
    public String toString() {
        return value;
    }
}
