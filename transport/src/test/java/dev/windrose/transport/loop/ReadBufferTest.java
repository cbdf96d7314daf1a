package dev.windrose.transport.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ReadBufferTest {
    private final ReadBuffer reads = new ReadBuffer();

    @AfterEach
    void end() {
        reads.end();
    }

    private ByteBuf take() {
        return Objects.requireNonNull(reads.take(UnpooledByteBufAllocator.DEFAULT));
    }

    @Test
    void whoeverGivesItBackLeavesItEmptyToTheNext() {
        ByteBuf first = take().writeByte(1);
        first.release();
        ByteBuf second = take();
        assertThat(second).isSameAs(first);
        assertThat(second.isReadable()).isFalse();
        second.release();
    }

    @Test
    void whileSomebodyKeepsAPartNobodyElseGetsIt() {
        ByteBuf first = take().writeByte(1);
        ByteBuf part = first.readRetainedSlice(1);
        first.release();
        assertThat(reads.take(UnpooledByteBufAllocator.DEFAULT)).isNull();
        part.release();
        take().release();
    }

    @Test
    void whoeverKeepsItForLongKeepsItAndTheOthersGetAnother() {
        ByteBuf kept = take();
        ByteBuf other = null;
        for (int i = 0; i < 100 && other == null; i++) {
            other = reads.take(UnpooledByteBufAllocator.DEFAULT);
        }
        assertThat(other).isNotNull().isNotSameAs(kept);
        assertThat(kept.refCnt()).isEqualTo(1);
        kept.release();
        Objects.requireNonNull(other).release();
    }

    @Test
    void afterTheEndThereIsNone() {
        ByteBuf last = take();
        reads.end();
        assertThat(reads.take(UnpooledByteBufAllocator.DEFAULT)).isNull();
        assertThat(last.refCnt()).isEqualTo(1);
        last.release();
    }
}
