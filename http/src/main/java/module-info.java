/** The message vocabulary: headers, target, status, and HTTP/1's syntax, over Netty's buffers. */
module dev.windrose.http {
    requires transitive io.netty.buffer;
    requires io.netty.common;
    requires static transitive org.jspecify;

    exports dev.windrose.http;
    exports dev.windrose.http.h1;
}
