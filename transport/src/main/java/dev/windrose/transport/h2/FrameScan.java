package dev.windrose.transport.h2;

import io.netty.buffer.ByteBuf;

/** Follows the frames of a connection (RFC 9113 §4.1) as far as needed to see whether what a client began to say has come to its end. */
final class FrameScan {
    private static final int PREFACE_LENGTH = 24;
    private static final int HEADER_LENGTH = 9;
    private static final int HEADERS = 1;
    private static final int CONTINUATION = 9;
    private static final int END_HEADERS = 4;

    private int preface = PREFACE_LENGTH;
    private int header;
    private int length;
    private int type;
    private int flags;
    private int payload;
    private boolean block;
    private boolean ended;

    /** Takes notice of what was received; the buffer is left as it is. */
    void scan(ByteBuf in) {
        ended = false;
        int at = in.readerIndex();
        int end = in.writerIndex();
        while (at < end) {
            if (preface > 0) {
                int part = Math.min(preface, end - at);
                preface -= part;
                at += part;
            } else if (payload > 0) {
                int part = Math.min(payload, end - at);
                payload -= part;
                at += part;
                endOfFrame();
            } else {
                header(in.getByte(at++) & 255);
            }
        }
    }

    private void header(int next) {
        switch (header) {
            case 0 -> length = next;
            case 1, 2 -> length = length << 8 | next;
            case 3 -> type = next;
            case 4 -> flags = next;
            default -> {}
        }
        if (++header == HEADER_LENGTH) {
            header = 0;
            payload = length;
            endOfFrame();
        }
    }

    private void endOfFrame() {
        if (payload == 0) {
            block = (type == HEADERS || type == CONTINUATION) && (flags & END_HEADERS) == 0;
            ended |= !block;
        }
    }

    /** Whether the preface, a frame or a header block has begun and not ended. */
    boolean isUnfinished() {
        return preface > 0 || header > 0 || payload > 0 || block;
    }

    /** Whether what is unfinished is a body's part, or a small frame: not the preface, and no head. */
    boolean isInBody() {
        return preface == 0 && !block && (header > 0 || type != HEADERS && type != CONTINUATION);
    }

    /** Whether something came to its end in what was scanned last. */
    boolean hasEnded() {
        return ended;
    }
}
