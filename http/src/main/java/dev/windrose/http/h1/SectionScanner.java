package dev.windrose.http.h1;

import io.netty.buffer.ByteBuf;

/**
 * Finds the empty line that ends a head or a trailer section, looking at each byte once however the bytes arrive. Lines end with CR LF; a lone LF
 * is refused at once, since some peers take it as the end of a line.
 */
final class SectionScanner {
    static final int INCOMPLETE = -1;
    static final int BARE_LF = -2;
    static final int START_LINE_TOO_LONG = -3;
    static final int TOO_LONG = -4;

    /** 0 for a section without a start line. */
    private final int startLineLimit;

    private final int fieldLimit;
    private int scanned;
    private int lineStart;
    private int startLine;

    SectionScanner(int startLineLimit, int fieldLimit) {
        this.startLineLimit = startLineLimit;
        this.fieldLimit = fieldLimit;
    }

    /** Whether nothing of the next section was looked at. */
    boolean isFresh() {
        return scanned == 0;
    }

    /** Bytes of the start line with its CR LF, after {@link #scan} found the end. */
    int startLine() {
        return startLine;
    }

    /** The length of the section from the reader index, the empty line included; or one of the negative constants. */
    int scan(ByteBuf in) {
        if (scanned == 0) {
            lineStart = 0;
            startLine = 0;
        }
        int base = in.readerIndex();
        int end = in.writerIndex();
        while (true) {
            int at = in.indexOf(base + scanned, end, (byte) '\n');
            if (at < 0) {
                scanned = end - base;
                return tooLong(scanned);
            }
            if (at == base || in.getByte(at - 1) != '\r') {
                return BARE_LF;
            }
            int next = at + 1 - base;
            if (next - lineStart == 2 && (lineStart > 0 || startLineLimit == 0)) {
                scanned = 0;
                int problem = tooLong(next - 2);
                return problem == INCOMPLETE ? next : problem;
            }
            if (startLine == 0 && startLineLimit > 0) {
                startLine = next;
                if (startLine > startLineLimit) {
                    return START_LINE_TOO_LONG;
                }
            }
            lineStart = next;
            scanned = next;
        }
    }

    private int tooLong(int seen) {
        if (startLine == 0 && startLineLimit > 0) {
            return seen > startLineLimit ? START_LINE_TOO_LONG : INCOMPLETE;
        }
        return seen - startLine > fieldLimit ? TOO_LONG : INCOMPLETE;
    }
}
