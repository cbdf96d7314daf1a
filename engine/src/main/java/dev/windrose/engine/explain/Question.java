package dev.windrose.engine.explain;

import dev.windrose.http.CanonicalPath;
import dev.windrose.http.HeaderName;
import dev.windrose.http.RequestHead;
import dev.windrose.model.FilterSpec.HeaderValue;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A request that someone wonders about.
 *
 * @param target path and, after {@code ?}, query
 * @param scheme {@code http} or {@code https}
 * @param port that it is sent to; 0 if it does not say
 */
public record Question(
        String method, String scheme, String authority, String target, List<HeaderValue> headers, int port) {
    public Question {
        headers = List.copyOf(headers);
    }

    /** The head as a codec would read it, or null if the path is invalid. */
    @Nullable
    RequestHead request() {
        int mark = target.indexOf('?');
        String path = mark < 0 ? target : target.substring(0, mark);
        byte[] bytes = path.getBytes(StandardCharsets.ISO_8859_1);
        int length = CanonicalPath.canonicalize(bytes, bytes.length);
        if (length < 0) {
            return null;
        }
        byte[] query = target.substring(path.length()).getBytes(StandardCharsets.ISO_8859_1);
        RequestHead request = new RequestHead();
        byte[] room = request.targetRoom(length + query.length);
        System.arraycopy(bytes, 0, room, 0, length);
        System.arraycopy(query, 0, room, length, query.length);
        request.targetSet(length, length + query.length);
        request.method(method);
        request.scheme(scheme);
        request.authority(authority);
        headers.forEach(header -> request.headers().add(HeaderName.of(header.name()), header.value()));
        return request;
    }
}
