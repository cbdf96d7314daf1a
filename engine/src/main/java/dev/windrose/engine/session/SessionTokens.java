package dev.windrose.engine.session;

import dev.windrose.model.SessionKey;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.function.Supplier;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Makes and reads the tokens that clients carry. They are sealed with AES-GCM: a client can neither read which endpoint it is bound to nor make a
 * token. Thread-safe.
 *
 * <p>A token is, in base64url without padding: 12 random bytes, then, sealed, one byte of version, 8 of the birth, 8 of the scope, 8 of the cluster and
 * the endpoint's text, then 16 bytes that prove all of it.
 */
public final class SessionTokens {
    private static final int NONCE = 12;
    private static final int TAG_BITS = 128;
    private static final int FIXED = 1 + 3 * Long.BYTES;
    private static final int LONGEST = 256;
    private static final byte VERSION = 1;
    private static final byte[] PURPOSE = "windrose session tokens 1".getBytes(StandardCharsets.US_ASCII);

    /** The first seals, any opens. */
    private final Supplier<List<SecretKey>> keys;

    private final InstantSource clock;
    private final SecureRandom random = new SecureRandom();
    private final ThreadLocal<Cipher> ciphers = ThreadLocal.withInitial(SessionTokens::cipher);

    private SessionTokens(Supplier<List<SecretKey>> keys, InstantSource clock) {
        this.keys = keys;
        this.clock = clock;
    }

    /** Read only by this process and only while it lives; the key is made when the first token is. */
    public static SessionTokens ofProcess() {
        return new SessionTokens(() -> ProcessKey.KEYS, InstantSource.system());
    }

    /** The same for all processes that are told the same secret. Throws {@link IllegalArgumentException} if it is too short. */
    public static SessionTokens from(byte[] secret, InstantSource clock) {
        return from(List.of(secret), clock);
    }

    /**
     * As {@link #from(byte[], InstantSource)}, with several secrets of which the first seals and any opens: for a time in which one takes the place
     * of another.
     */
    public static SessionTokens from(List<byte[]> secrets, InstantSource clock) {
        if (secrets.isEmpty()) {
            throw new IllegalArgumentException("session keys: none (expected: at least one)");
        }
        List<SecretKey> derived = secrets.stream().map(SessionTokens::checked).toList();
        return new SessionTokens(() -> derived, clock);
    }

    private static SecretKey checked(byte[] secret) {
        if (secret.length < SessionKey.LEAST_BYTES) {
            throw new IllegalArgumentException(
                    "session key: " + secret.length + " bytes (expected: at least " + SessionKey.LEAST_BYTES + ")");
        }
        return derive(secret);
    }

    private static final class ProcessKey {
        private static final List<SecretKey> KEYS = List.of(make());

        private static SecretKey make() {
            byte[] secret = new byte[SessionKey.LEAST_BYTES];
            new SecureRandom().nextBytes(secret);
            return derive(secret);
        }
    }

    /** One block of HKDF's expansion (RFC 5869 §2.3): the secret may be used for something else too. */
    private static SecretKey derive(byte[] secret) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret, "HmacSHA256"));
            mac.update(PURPOSE);
            mac.update((byte) 1);
            return new SecretKeySpec(mac.doFinal(), "AES");
        } catch (GeneralSecurityException e) {
            throw new AssertionError("every Java platform has HMAC-SHA256", e);
        }
    }

    private static Cipher cipher() {
        try {
            return Cipher.getInstance("AES/GCM/NoPadding");
        } catch (GeneralSecurityException e) {
            throw new AssertionError("every Java platform has AES-GCM", e);
        }
    }

    /** Seconds since 1970. */
    public long now() {
        return clock.instant().getEpochSecond();
    }

    /** The token's text, which fits a cookie's or a header's value. */
    public String seal(SessionToken token) {
        byte[] endpoint = token.endpoint().getBytes(StandardCharsets.US_ASCII);
        ByteBuffer plain = ByteBuffer.allocate(FIXED + endpoint.length)
                .put(VERSION)
                .putLong(token.birth())
                .putLong(token.scope())
                .putLong(token.cluster())
                .put(endpoint);
        byte[] sealed = new byte[NONCE + plain.capacity() + TAG_BITS / Byte.SIZE];
        byte[] nonce = new byte[NONCE];
        random.nextBytes(nonce);
        System.arraycopy(nonce, 0, sealed, 0, NONCE);
        try {
            Cipher cipher = ciphers.get();
            cipher.init(Cipher.ENCRYPT_MODE, keys.get().getFirst(), new GCMParameterSpec(TAG_BITS, nonce));
            cipher.doFinal(plain.array(), 0, plain.capacity(), sealed, NONCE);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a session's token could not be sealed", e);
        }
        return Base64.getUrlEncoder().withoutPadding().encodeToString(sealed);
    }

    /** What a text says; null if it was made with none of the keys. */
    public @Nullable SessionToken open(String text) {
        if (text.length() > LONGEST) {
            return null;
        }
        try {
            byte[] sealed = Base64.getUrlDecoder().decode(text);
            if (sealed.length < NONCE + FIXED + TAG_BITS / Byte.SIZE) {
                return null;
            }
            return open(sealed);
        } catch (IllegalArgumentException | GeneralSecurityException e) {
            return null;
        }
    }

    private @Nullable SessionToken open(byte[] sealed) throws GeneralSecurityException {
        Cipher cipher = ciphers.get();
        GCMParameterSpec parameters = new GCMParameterSpec(TAG_BITS, sealed, 0, NONCE);
        for (SecretKey key : keys.get()) {
            try {
                cipher.init(Cipher.DECRYPT_MODE, key, parameters);
                return read(ByteBuffer.wrap(cipher.doFinal(sealed, NONCE, sealed.length - NONCE)));
            } catch (AEADBadTagException _) {
                // Sealed by another key, perhaps the next.
            }
        }
        return null;
    }

    private static @Nullable SessionToken read(ByteBuffer plain) {
        if (plain.get() != VERSION) {
            return null;
        }
        long birth = plain.getLong();
        long scope = plain.getLong();
        long cluster = plain.getLong();
        String endpoint = StandardCharsets.US_ASCII.decode(plain).toString();
        return new SessionToken(scope, cluster, endpoint, birth);
    }
}
