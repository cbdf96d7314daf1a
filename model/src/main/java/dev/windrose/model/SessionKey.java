package dev.windrose.model;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A secret of random bytes under which the tokens of sessions are sealed. Prints redacted, and is compared by its bytes. */
public final class SessionKey {
    /** With fewer it could be guessed. */
    public static final int LEAST_BYTES = 32;

    private final byte[] bytes;

    /** Throws {@link IllegalArgumentException} for fewer than {@link #LEAST_BYTES}. */
    public SessionKey(byte[] bytes) {
        Check.that(bytes.length >= LEAST_BYTES, "session key", bytes.length + " bytes", "at least " + LEAST_BYTES);
        this.bytes = bytes.clone();
    }

    /** A copy. */
    public byte[] reveal() {
        return bytes.clone();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof SessionKey key && Arrays.equals(bytes, key.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return "(redacted)";
    }
}
