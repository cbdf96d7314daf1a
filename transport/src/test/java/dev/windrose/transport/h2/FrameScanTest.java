package dev.windrose.transport.h2;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windrose.transport.Fuzz;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What a connection's bytes have come to, told at random places of random frames, however they are cut. */
class FrameScanTest {
    private static final int PREFACE = 24;
    private static final int HEAD = 9;
    private static final int DATA = 0;
    private static final int HEADERS = 1;
    private static final int CONTINUATION = 9;
    private static final int END_HEADERS = 4;

    /** A frame by its place in the bytes, and whether a header block is open behind it. */
    private record Frame(int start, int end, int type, boolean open) {}

    @Test
    void howeverBytesAreCutTheSameIsUnfinished() {
        Fuzz fuzz = new Fuzz(2_000);
        while (fuzz.next()) {
            List<Frame> frames = new ArrayList<>();
            ByteBuf bytes = bytes(fuzz.random, frames);
            FrameScan scan = new FrameScan();
            int at = 0;
            while (at < bytes.writerIndex()) {
                int to = Math.min(bytes.writerIndex(), at + 1 + fuzz.random.nextInt(fuzz.random.nextInt(60) + 1));
                ByteBuf part = bytes.slice(at, to - at);
                scan.scan(part);
                String told = "seed " + fuzz.seed + ", bytes " + at + " to " + to + " of " + frames;
                assertThat(part.readableBytes()).as(told).isEqualTo(to - at);
                assertThat(scan.isUnfinished()).as(told).isEqualTo(isUnfinished(frames, to));
                if (scan.isUnfinished()) {
                    assertThat(scan.isInBody()).as(told).isEqualTo(isInBody(frames, to));
                }
                assertThat(scan.hasEnded()).as(told).isEqualTo(hasEnded(frames, at, to));
                at = to;
            }
            bytes.release();
        }
    }

    private static ByteBuf bytes(Random random, List<Frame> frames) {
        ByteBuf bytes = Unpooled.buffer().writeZero(PREFACE);
        for (int i = 0; i < 12; i++) {
            int type = List.of(DATA, HEADERS, HEADERS, CONTINUATION, random.nextInt(256))
                    .get(random.nextInt(5));
            int flags = random.nextInt(256);
            int length = random.nextInt(4) == 0 ? 0 : random.nextInt(random.nextInt(20) == 0 ? 70_000 : 40);
            int start = bytes.writerIndex();
            bytes.writeMedium(length).writeByte(type).writeByte(flags).writeInt(random.nextInt());
            byte[] payload = new byte[length];
            random.nextBytes(payload);
            bytes.writeBytes(payload);
            boolean open = (type == HEADERS || type == CONTINUATION) && (flags & END_HEADERS) == 0;
            frames.add(new Frame(start, bytes.writerIndex(), type, open));
        }
        return bytes;
    }

    private static boolean isUnfinished(List<Frame> frames, int at) {
        return at < PREFACE
                || isOpen(frames, at)
                || frames.stream().anyMatch(frame -> at > frame.start && at < frame.end);
    }

    /** Whether the last frame that ended left a header block open. */
    private static boolean isOpen(List<Frame> frames, int at) {
        return frames.stream().filter(frame -> frame.end <= at).reduce((_, last) -> last).stream()
                .anyMatch(Frame::open);
    }

    /** Within a frame that carries no head, or within the nine bytes before it is known what it carries. */
    private static boolean isInBody(List<Frame> frames, int at) {
        return at >= PREFACE
                && !isOpen(frames, at)
                && frames.stream()
                        .filter(frame -> at > frame.start && at < frame.end)
                        .anyMatch(frame ->
                                at - frame.start < HEAD || frame.type != HEADERS && frame.type != CONTINUATION);
    }

    private static boolean hasEnded(List<Frame> frames, int from, int to) {
        return frames.stream().anyMatch(frame -> frame.end > from && frame.end <= to && !frame.open);
    }
}
