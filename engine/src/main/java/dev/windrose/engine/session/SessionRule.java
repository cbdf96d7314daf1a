package dev.windrose.engine.session;

import dev.windrose.http.Ascii;
import dev.windrose.http.HeaderName;
import dev.windrose.http.Headers;
import dev.windrose.model.SessionSpec;
import dev.windrose.model.SessionSpec.Carrier;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How the sessions of one route or cluster are carried. A token holds only where it was made: two rules never share a session, even if both lead to
 * the same place and use the same name. Used by all loops.
 */
public final class SessionRule {
    private static final HeaderName SET_COOKIE = HeaderName.of("set-cookie");

    private final SessionSpec spec;
    private final long scope;
    private final HeaderName header;

    private SessionRule(SessionSpec spec, String owner) {
        this.spec = spec;
        this.scope = hash(owner);
        this.header = spec.carrier() == Carrier.HEADER ? HeaderName.of(spec.name()) : HeaderName.COOKIE;
    }

    /** {@code owner} names the route or cluster. Null without sessions, and for a name that neither a cookie nor a header can have. */
    public static @Nullable SessionRule of(@Nullable SessionSpec spec, String owner) {
        return spec != null && spec.name().chars().allMatch(Ascii::isTokenChar) ? new SessionRule(spec, owner) : null;
    }

    /** A number that stands for a name in tokens: a longer one would only make them longer, since they are sealed. */
    public static long hash(String name) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.UTF_8));
            return ByteBuffer.wrap(digest).getLong();
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }

    public long scope() {
        return scope;
    }

    // ---- of requests

    /** The session that a request belongs to; null if there is none, or its time is over. */
    public @Nullable SessionToken find(Headers headers, SessionTokens tokens) {
        for (int slot = headers.find(header); slot >= 0; slot = headers.findFrom(header, slot + 1)) {
            String value = headers.value(slot);
            SessionToken found = spec.carrier() == Carrier.HEADER ? open(value, tokens) : inCookies(value, tokens);
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    /** A browser may have several of the name, of other paths or of a parent domain. */
    private @Nullable SessionToken inCookies(String cookies, SessionTokens tokens) {
        int at = 0;
        while (at < cookies.length()) {
            int end = cookies.indexOf(';', at);
            end = end < 0 ? cookies.length() : end;
            int equals = cookies.indexOf('=', at);
            if (equals > 0
                    && equals < end
                    && cookies.substring(at, equals).strip().equals(spec.name())) {
                SessionToken found = open(cookies.substring(equals + 1, end).strip(), tokens);
                if (found != null) {
                    return found;
                }
            }
            at = end + 1;
        }
        return null;
    }

    private @Nullable SessionToken open(String text, SessionTokens tokens) {
        SessionToken token = tokens.open(text);
        return token != null && token.scope() == scope && !isOver(token, tokens.now()) ? token : null;
    }

    private boolean isOver(SessionToken token, long now) {
        Duration limit = spec.absoluteTimeout();
        return limit != null && now - token.birth() >= limit.toSeconds();
    }

    // ---- of responses

    /** Whether a client is to be told of its session with every response: a header is kept by nobody, a cookie by the browser. */
    public boolean repeats() {
        return spec.carrier() == Carrier.HEADER;
    }

    /** Tells the client of its session; {@code secure} when it came by TLS. */
    public void write(Headers headers, String token, boolean secure) {
        if (spec.carrier() == Carrier.HEADER) {
            headers.set(header, token);
            return;
        }
        StringBuilder cookie =
                new StringBuilder(spec.name()).append('=').append(token).append("; Path=/; HttpOnly");
        Duration limit = spec.absoluteTimeout();
        if (spec.permanent() && limit != null) {
            cookie.append("; Max-Age=").append(limit.toSeconds());
        }
        headers.add(SET_COOKIE, cookie.append(secure ? "; Secure" : "").toString());
    }
}
