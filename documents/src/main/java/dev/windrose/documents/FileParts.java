package dev.windrose.documents;

import dev.windrose.documents.yaml.YamlText;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * A file's content, cut where documents begin without being understood otherwise. A part is the same as one of before if it stands at the same
 * line and has the same length and the same two sums of 32 bits: an edit that changes neither is less likely than a broken disk.
 */
final class FileParts {
    private static final byte[] MARK = {'-', '-', '-'};

    private final byte[] content;
    private final CRC32 sum = new CRC32();
    private final CRC32C otherSum = new CRC32C();
    private final List<Part> parts = new ArrayList<>();

    /** @param lines how many come before it */
    record Part(int from, int to, int lines, Print print) {}

    /** What tells a part from others. */
    record Print(int lines, int length, long sums, boolean last) {}

    private FileParts(byte[] content) {
        this.content = content;
    }

    /** The parts, or null for a file that is better read as a whole: it has too many, or something rare. */
    static @Nullable List<Part> of(byte[] content) {
        FileParts parts = new FileParts(content);
        return parts.cut() ? parts.parts : null;
    }

    private boolean cut() {
        int start = isMarked(content) ? 3 : 0;
        int lines = 0;
        int startLines = 0;
        for (int at = start; at < content.length; at++) {
            if (content[at] != '\n') {
                continue;
            }
            lines++;
            if (isMark(at + 1)) {
                if (at + 4 < content.length && content[at + 4] < 0) {
                    // Perhaps one of the rarer kinds of white space.
                    return false;
                }
                if (isBoundary(at + 1)) {
                    add(start, at + 1, startLines, false);
                    start = at + 1;
                    startLines = lines;
                }
            }
        }
        add(start, content.length, startLines, true);
        return parts.size() <= YamlText.MOST_DOCUMENTS;
    }

    private static boolean isMarked(byte[] content) {
        return content.length >= 3
                && content[0] == (byte) 0xEF
                && content[1] == (byte) 0xBB
                && content[2] == (byte) 0xBF;
    }

    private boolean isMark(int at) {
        return at + 3 <= content.length
                && content[at] == MARK[0]
                && content[at + 1] == MARK[1]
                && content[at + 2] == MARK[2];
    }

    private boolean isBoundary(int at) {
        return at + 3 == content.length || Character.isWhitespace(content[at + 3]);
    }

    private void add(int from, int to, int lines, boolean last) {
        sum.reset();
        sum.update(content, from, to - from);
        otherSum.reset();
        otherSum.update(content, from, to - from);
        long sums = sum.getValue() << 32 | otherSum.getValue();
        parts.add(new Part(from, to, lines, new Print(lines, to - from, sums, last)));
    }
}
