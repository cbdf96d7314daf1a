package dev.windrose.filters.externalauth;

import dev.windrose.filter.Content;
import dev.windrose.filter.Exchange;
import dev.windrose.filter.Peer;
import dev.windrose.http.HeaderName;
import dev.windrose.http.Headers;
import dev.windrose.http.RequestHead;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;

/** {@code envoy.service.auth.v3.CheckRequest} of one request, written by field numbers of its definition. */
final class CheckRequest {
    private CheckRequest() {}

    /** {@code names} are the headers that the service is shown; empty for all. */
    static byte[] of(Exchange exchange, Content body, List<HeaderName> names, Instant now) {
        Peer peer = exchange.peer();
        String spiffeId = peer.spiffeId();
        String serverName = peer.serverName();
        ProtoWriter time = new ProtoWriter().number(1, now.getEpochSecond()).number(2, now.getNano());
        ProtoWriter attributes = new ProtoWriter()
                .message(1, peer(peer.remoteAddress(), spiffeId == null ? "" : spiffeId))
                .message(2, peer(peer.localAddress(), ""))
                .message(4, new ProtoWriter().message(1, time).message(2, http(exchange, body, names)));
        if (serverName != null) {
            attributes.message(12, new ProtoWriter().string(1, serverName));
        }
        return new ProtoWriter().message(1, attributes).toBytes();
    }

    private static ProtoWriter peer(InetSocketAddress address, String principal) {
        ProtoWriter socket = new ProtoWriter()
                .string(2, address.getAddress().getHostAddress())
                .number(3, address.getPort());
        return new ProtoWriter()
                .message(1, new ProtoWriter().message(1, socket))
                .string(4, principal);
    }

    private static ProtoWriter http(Exchange exchange, Content body, List<HeaderName> names) {
        RequestHead request = exchange.request();
        String target = new String(request.target(), 0, request.targetLength(), StandardCharsets.ISO_8859_1);
        ProtoWriter http = new ProtoWriter().string(1, exchange.requestId()).string(2, request.method());
        if (names.isEmpty()) {
            all(request, target, http);
        } else {
            names.forEach(name -> header(request.headers(), name, http));
        }
        http.string(4, target)
                .string(5, request.authority())
                .string(6, request.scheme())
                .number(9, body.length() > 0 ? body.length() : request.contentLength())
                .string(10, request.version().toString());
        return body.length() == 0 ? http : body(body, http);
    }

    private static void all(RequestHead request, String target, ProtoWriter http) {
        entry(":authority", request.authority(), http);
        entry(":method", request.method(), http);
        entry(":path", target, http);
        entry(":scheme", request.scheme(), http);
        Headers headers = request.headers();
        for (int slot = 0; slot < headers.slots(); slot++) {
            if (headers.isLive(slot)) {
                HeaderName name = HeaderName.of(headers.name(slot));
                if (headers.find(name) == slot) {
                    header(headers, name, http);
                }
            }
        }
    }

    private static void header(Headers headers, HeaderName name, ProtoWriter http) {
        String value = headers.joined(name);
        if (value != null) {
            entry(name.toString(), value, http);
        }
    }

    private static void entry(String name, String value, ProtoWriter http) {
        http.message(3, new ProtoWriter().string(1, name).string(2, value));
    }

    /** As text where it is text, since most services look only there. */
    private static ProtoWriter body(Content body, ProtoWriter http) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(body.bytes()))
                    .toString();
            return http.string(11, text);
        } catch (CharacterCodingException e) {
            return http.bytes(12, body.bytes());
        }
    }
}
