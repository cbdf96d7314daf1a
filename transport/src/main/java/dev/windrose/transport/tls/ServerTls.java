package dev.windrose.transport.tls;

import dev.windrose.model.CertificateId;
import dev.windrose.model.CertificateSpec;
import dev.windrose.model.HostPattern;
import dev.windrose.model.Security;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * TLS that ends at a listener. The server name chooses the certificates, exact names before wildcards (longer first) before any; a client
 * whose name nobody serves gets the alert {@code unrecognized_name}. Immutable but for the keys of tickets; may be used by all loops.
 */
public final class ServerTls implements AutoCloseable {
    /** How often {@link #rotateTicketKeys} should be called; a ticket is good for two to three such periods. */
    public static final Duration TICKET_ROTATION = Duration.ofHours(4);

    /** Record: alert, TLS 1.2, 2 bytes: fatal, unrecognized_name (RFC 6066 §3). */
    private static final byte[] UNRECOGNIZED_NAME = {21, 3, 3, 0, 2, 2, 112};

    private final Map<String, Choice> byName = new HashMap<>();
    private final List<SslContext> contexts = new ArrayList<>();
    private final List<TicketKeys> tickets = new ArrayList<>();
    private final PeerProof proof;
    private final boolean resumes;
    private @Nullable Choice any;

    private ServerTls(PeerProof proof, boolean resumes) {
        this.proof = proof;
        this.resumes = resumes;
    }

    /** What is the same for all names. */
    private record Terms(boolean tls12, List<String> alpn, Security.@Nullable ClientValidation clients) {}

    /** The contexts of one server name by key type; at least one is there. */
    private record Choice(@Nullable SslContext ec, @Nullable SslContext rsa) {
        @Nullable
        SslContext forClient(boolean ecdsa) {
            return ec != null && (ecdsa || rsa == null) ? ec : rsa;
        }
    }

    /** Offers the protocols of the settings by ALPN. */
    public static ServerTls of(Security.Terminate security, Map<CertificateId, CertificateSpec> certificates) {
        return of(security, certificates, security.settings().alpn());
    }

    /**
     * Makes all contexts of a listener, which offers {@code alpn}. Throws {@link IllegalArgumentException} if a certificate is missing, or cannot be read, or its key is not its own.
     */
    public static ServerTls of(
            Security.Terminate security, Map<CertificateId, CertificateSpec> certificates, List<String> alpn) {
        Security.ClientValidation clients = security.clients();
        PeerProof proof = clients != null && clients.required() ? PeerProof.CLIENT : PeerProof.NONE;
        ServerTls tls = new ServerTls(proof, clients == null);
        Terms terms = new Terms(security.settings().tls12(), alpn, clients);
        try {
            for (Security.ServerName name : security.names()) {
                tls.add(name, terms, certificates);
            }
        } catch (IllegalArgumentException e) {
            tls.close();
            throw e;
        }
        return tls;
    }

    /** A server with one context for all names, which asks for a SPIFFE identity. */
    static ServerTls mesh(SslContext context) {
        ServerTls tls = new ServerTls(PeerProof.WORKLOAD, false);
        tls.contexts.add(context);
        tls.any = new Choice(context, null);
        return tls;
    }

    /**
     * A handler for one connection, to be added to its pipeline. It replaces itself by an {@link io.netty.handler.ssl.SslHandler}; after the
     * handshake {@link TlsSession#of} knows what was agreed, and {@code SslHandshakeCompletionEvent} passes to the handlers behind.
     * {@code limit} is for the ClientHello, and once more for what follows it.
     */
    public ChannelHandler newHandler(Duration limit) {
        return new ClientHelloHandler(this, limit.toMillis());
    }

    /** As {@link #newHandler(Duration)}, for a connection whose ClientHello is known but was not taken from its bytes; null if nobody serves the name. */
    public @Nullable ChannelHandler newHandler(ByteBufAllocator allocator, ClientHello hello, Duration limit) {
        SslContext context = choose(hello);
        if (context == null) {
            return null;
        }
        return HandshakeEnd.inFront(open(context, allocator, limit.toMillis()), hello.serverName(), proof);
    }

    /** The TLS of one connection, in one of our contexts. */
    SslHandler open(SslContext context, ByteBufAllocator allocator, long limitMillis) {
        SslHandler handler = context.newHandler(allocator);
        handler.setHandshakeTimeoutMillis(limitMillis);
        if (!resumes) {
            Contexts.withoutTicket(handler);
        }
        return handler;
    }

    /** Tells a client whose handshake has not begun that nobody serves its name, and closes. */
    public static void refuseName(Channel channel) {
        channel.writeAndFlush(Unpooled.wrappedBuffer(UNRECOGNIZED_NAME)).addListener(ChannelFutureListener.CLOSE);
    }

    /** Encrypts new tickets with new keys. From any thread. */
    public void rotateTicketKeys() {
        for (TicketKeys keys : tickets) {
            keys.rotate();
        }
    }

    /** Lets go of the native contexts; connections that are open keep theirs. */
    @Override
    public void close() {
        for (SslContext context : contexts) {
            ReferenceCountUtil.release(context);
        }
        contexts.clear();
    }

    PeerProof proof() {
        return proof;
    }

    /** The context for a client, or null if nobody serves the name. */
    @Nullable
    SslContext choose(ClientHello hello) {
        Choice choice = find(hello.serverName());
        return choice == null ? null : choice.forClient(hello.ecdsa());
    }

    private @Nullable Choice find(@Nullable String name) {
        if (name == null) {
            return any;
        }
        Choice choice = byName.get(name);
        for (int dot = name.indexOf('.'); choice == null && dot >= 0; dot = name.indexOf('.', dot + 1)) {
            choice = byName.get("*" + name.substring(dot));
        }
        return choice != null ? choice : any;
    }

    private void add(Security.ServerName name, Terms terms, Map<CertificateId, CertificateSpec> certificates) {
        SslContext ec = null;
        SslContext rsa = null;
        List<SslContext> own = new ArrayList<>();
        for (CertificateId id : name.certificates()) {
            Contexts.Identity identity = Contexts.Identity.of(id, certificates);
            if (identity.isEc() ? ec != null : rsa != null) {
                continue;
            }
            SslContext context = context(id, identity, terms);
            contexts.add(context);
            own.add(context);
            if (identity.isEc()) {
                ec = context;
            } else {
                rsa = context;
            }
        }
        if (own.isEmpty()) {
            throw new IllegalArgumentException(name.host().value() + ": no certificate (expected: at least one)");
        }
        if (terms.clients() == null) {
            tickets.add(new TicketKeys(own));
        } else {
            own.forEach(Contexts::forgetSessions);
        }
        serve(name.host(), new Choice(ec, rsa));
    }

    private void serve(HostPattern host, Choice choice) {
        if (host.isAny()) {
            any = any == null ? choice : any;
        } else {
            byName.putIfAbsent(host.value(), choice);
        }
    }

    private static SslContext context(CertificateId id, Contexts.Identity identity, Terms terms) {
        String owner = "certificate " + id;
        try {
            SslContextBuilder builder = SslContextBuilder.forServer(identity.key(), identity.chain());
            if (terms.clients() != null) {
                ClientTrust.ask(builder, terms.clients());
            }
            return Contexts.build(Contexts.common(builder, terms.tls12(), terms.alpn()), owner);
        } catch (IllegalStateException e) {
            throw new IllegalArgumentException(owner + ": refused by the TLS library", e);
        }
    }
}
