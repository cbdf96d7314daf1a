package dev.windrose.transport.h2;

import io.netty.handler.codec.http2.Http2Headers;
import java.util.Map;

/** What requests, responses and trailers share. */
final class H2Message {
    private H2Message() {}

    static boolean hasPseudo(Http2Headers headers) {
        for (Map.Entry<CharSequence, CharSequence> field : headers) {
            if (!field.getKey().isEmpty() && field.getKey().charAt(0) == ':') {
                return true;
            }
        }
        return false;
    }
}
