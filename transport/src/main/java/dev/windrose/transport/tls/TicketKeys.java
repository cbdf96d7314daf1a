package dev.windrose.transport.tls;

import io.netty.handler.ssl.OpenSslSessionContext;
import io.netty.handler.ssl.OpenSslSessionTicketKey;
import io.netty.handler.ssl.SslContext;
import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * The keys of session tickets (RFC 5077, RFC 8446 §4.6.1) of one server name: the first encrypts, the older ones still decrypt. Each server
 * name has its own, so that a ticket of one virtual host opens no other.
 */
final class TicketKeys {
    private static final int KEPT = 3;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final List<SslContext> contexts;
    private final Deque<OpenSslSessionTicketKey> keys = new ArrayDeque<>();

    TicketKeys(List<SslContext> contexts) {
        this.contexts = contexts;
        rotate();
    }

    /** Makes a new key and forgets the oldest. The JDK's provider keeps its own keys and is left alone. */
    synchronized void rotate() {
        keys.addFirst(new OpenSslSessionTicketKey(
                random(OpenSslSessionTicketKey.NAME_SIZE),
                random(OpenSslSessionTicketKey.HMAC_KEY_SIZE),
                random(OpenSslSessionTicketKey.AES_KEY_SIZE)));
        if (keys.size() > KEPT) {
            keys.removeLast();
        }
        OpenSslSessionTicketKey[] all = keys.toArray(new OpenSslSessionTicketKey[0]);
        for (SslContext context : contexts) {
            if (context.sessionContext() instanceof OpenSslSessionContext sessions) {
                sessions.setTicketKeys(all);
            }
        }
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        RANDOM.nextBytes(bytes);
        return bytes;
    }
}
