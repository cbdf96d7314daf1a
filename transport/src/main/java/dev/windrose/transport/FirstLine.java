package dev.windrose.transport;

import io.netty.buffer.ByteBuf;

/**
 * The first line of a connection in clear. Three words of which the last is no version of HTTP are a broken preface of HTTP/2, or another
 * protocol: such a client cannot read an answer of HTTP/1 (RFC 9113 §3.4), and gets none.
 */
final class FirstLine {
    private static final byte[] HTTP = {'h', 't', 't', 'p', '/'};

    private FirstLine() {}

    /** False while the line's end has not come. */
    static boolean isForeign(ByteBuf in) {
        int end = in.indexOf(in.readerIndex(), in.writerIndex(), (byte) '\n');
        int spaces = 0;
        int last = 0;
        for (int i = in.readerIndex(); i < end; i++) {
            if (in.getByte(i) == ' ') {
                spaces++;
                last = i + 1;
            }
        }
        return spaces == 2 && end - last > HTTP.length && !isHttp(in, last);
    }

    private static boolean isHttp(ByteBuf in, int at) {
        for (int i = 0; i < HTTP.length; i++) {
            if ((in.getByte(at + i) | 0x20) != (HTTP[i] | 0x20)) {
                return false;
            }
        }
        return true;
    }
}
