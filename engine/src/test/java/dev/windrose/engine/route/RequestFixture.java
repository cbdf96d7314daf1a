package dev.windrose.engine.route;

import dev.windrose.http.HeaderName;
import dev.windrose.http.RequestHead;
import java.nio.charset.StandardCharsets;

/** Requests as a codec would fill them. */
final class RequestFixture {
    private RequestFixture() {}

    /** {@code headers} are names and values in turn. */
    static RequestHead request(String method, String authority, String target, String... headers) {
        RequestHead request = new RequestHead();
        request.method(method);
        request.authority(authority);
        byte[] bytes = target.getBytes(StandardCharsets.ISO_8859_1);
        System.arraycopy(bytes, 0, request.targetRoom(bytes.length), 0, bytes.length);
        int query = target.indexOf('?');
        request.targetSet(query < 0 ? bytes.length : query, bytes.length);
        for (int i = 0; i < headers.length; i += 2) {
            request.headers().add(HeaderName.of(headers[i]), headers[i + 1]);
        }
        return request;
    }
}
