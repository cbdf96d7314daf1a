package dev.windrose.model;

/** A certificate chain and its key. The key prints redacted. */
public record CertificateSpec(CertificateId id, String chainPem, Secret key) {
    /** Text that must not appear in logs, dumps or error messages. */
    public record Secret(String reveal) {
        @Override
        public String toString() {
            return "(redacted)";
        }
    }
}
